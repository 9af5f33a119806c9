/** ETLab's icons. */

import { LabIcon } from '@jupyterlab/ui-components';

function icon(name: string, body: string): LabIcon {
  const svgstr =
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' + `${body}</svg>`;
  return new LabIcon({ name: `etlab:${name}`, svgstr });
}

const GRAPH =
  '<g class="jp-icon3 jp-icon-selectable" fill="#616161">' +
  '<rect x="2" y="3.5" width="7" height="6" rx="1.5"/>' +
  '<rect x="2" y="14.5" width="7" height="6" rx="1.5"/>' +
  '<rect x="15" y="9" width="7" height="6" rx="1.5"/>' +
  '<path d="M9 5.7c4 0 2.6 5.5 6 5.5v1.6c-4.6 0-3.4-5.5-6-5.5z"/>' +
  '<path d="M9 18.3c4 0 2.6-5.5 6-5.5v-1.6c-4.6 0-3.4 5.5-6 5.5z"/></g>';

export const etlabIcon = icon('etlab', GRAPH);

export const pageIcon = icon(
  'page',
  '<g class="jp-icon3 jp-icon-selectable" fill="#616161">' +
    '<path d="M3 4.5A1.5 1.5 0 0 1 4.5 3h15A1.5 1.5 0 0 1 21 4.5v15a1.5 1.5 0 0 1-1.5 1.5h-15' +
    'A1.5 1.5 0 0 1 3 19.5zm1.6.1v14.8h14.8V4.6z" fill-rule="evenodd"/>' +
    '<rect x="6.5" y="7" width="4" height="3.6" rx=".8"/>' +
    '<rect x="6.5" y="13.4" width="4" height="3.6" rx=".8"/>' +
    '<rect x="13.5" y="10.2" width="4" height="3.6" rx=".8"/>' +
    '<path d="M10 8.2h2.4v3.2H14v1.2h-1.6v3.2H10v-1.2h1.2V9.4H10z"/></g>'
);

export const schemaIcon = icon(
  'schema',
  '<path class="jp-icon3 jp-icon-selectable" fill="#616161" fill-rule="evenodd" d="M3 4.5A1.5 ' +
    '1.5 0 0 1 4.5 3h15A1.5 1.5 0 0 1 21 4.5v15a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 19.5zm' +
    '1.6 4.1v3.8h4.8V8.6zm6.4 0v3.8h8.4V8.6zm-6.4 5.4v5.4h4.8V14zm6.4 0v5.4h8.4V14z"/>'
);

export const dagIcon = icon(
  'dag',
  '<g class="jp-icon3 jp-icon-selectable" fill="#616161"><circle cx="5" cy="12" r="3"/>' +
    '<circle cx="18.5" cy="5.5" r="3"/><circle cx="18.5" cy="18.5" r="3"/>' +
    '<path d="M7 10.6 15.6 6l.8 1.4L7.8 12zM7 13.4l8.6 4.6.8-1.4L7.8 12z"/></g>'
);

export const connectionIcon = icon(
  'connection',
  '<path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M8 3h2v4h4V3h2v4h2v5a6 6 0 0 1-5 ' +
    '5.9V21h-2v-3.1A6 6 0 0 1 6 12V7h2z"/>'
);

const STATUS = {
  pending:
    '<path class="jp-icon3" fill="#616161" d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 1 1 0 ' +
    '14 7 7 0 0 1 0-14zm-1 2.5v5l3.8 2.4.9-1.4-3-1.9V7.500z"/>',
  running:
    '<path class="etlab-icon-running" fill="#1976d2" d="M12 3a9 9 0 1 0 9 9h-2.2A6.800 6.800 0 1 1 ' +
    '12 5.200z"/>',
  completed:
    '<path class="etlab-icon-completed" fill="#388e3c" d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm-1.4 ' +
    '13.200-4-4 1.500-1.500 2.500 2.500 5.400-5.400 1.500 1.500z"/>',
  failed:
    '<path class="etlab-icon-failed" fill="#d32f2f" d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm3.800 ' +
    '11.400-1.400 1.400-2.400-2.400-2.400 2.400-1.400-1.400 2.400-2.400-2.400-2.400 1.400-1.400 2.400 2.400 ' +
    '2.400-2.400 1.400 1.400-2.400 2.400z"/>',
  cancelled:
    '<path class="jp-icon3" fill="#616161" fill-rule="evenodd" d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 ' +
    '0-18zM8 10.800h8v2.400H8z"/>'
};

export const statusIcons: Record<keyof typeof STATUS, LabIcon> = {
  pending: icon('run-pending', STATUS.pending),
  running: icon('run-running', STATUS.running),
  completed: icon('run-completed', STATUS.completed),
  failed: icon('run-failed', STATUS.failed),
  cancelled: icon('run-cancelled', STATUS.cancelled)
};
