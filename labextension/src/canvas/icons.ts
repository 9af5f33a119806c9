/** Icons in JupyterLab's way: they take the colours of the theme. */

import { LabIcon } from '@jupyterlab/ui-components';

function icon(name: string, body: string): LabIcon {
  return new LabIcon({
    name: `etlab-jupyter:${name}`,
    svgstr:
      '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16">' +
      `<g class="jp-icon3" fill="#616161">${body}</g></svg>`
  });
}

export const pageIcon = new LabIcon({
  name: 'etlab-jupyter:page',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16">' +
    '<path class="jp-icon3" fill="none" stroke="#616161" stroke-width="1.4" d="M5 4h2.5v8H5M7.5 8H11"/>' +
    '<g class="jp-icon-brand0 jp-icon-selectable" fill="#0277bd">' +
    '<rect x="1" y="2" width="4.4" height="4" rx="1"/><rect x="1" y="10" width="4.4" height="4" rx="1"/>' +
    '<rect x="10.6" y="6" width="4.4" height="4" rx="1"/></g></svg>'
});
export const layoutIcon = icon(
  'layout',
  '<rect x="1" y="6" width="4" height="4" rx=".8"/><rect x="11" y="1.5" width="4" height="4" rx=".8"/>' +
    '<rect x="11" y="10.5" width="4" height="4" rx=".8"/><path d="M5 7.4h2.4V3h3.2v1.2H8.6v7.6h2v1.2H7.4V8.6H5z"/>'
);
export const fitIcon = icon(
  'fit',
  '<path d="M2 2h4.2v1.5H3.5v2.7H2zM9.8 2H14v4.2h-1.5V3.5H9.8zM2 9.8h1.5v2.7h2.7V14H2zM12.5 9.8H14V14H9.8v-1.5h2.7z"/>' +
    '<rect x="5.5" y="6" width="5" height="4" rx=".8"/>'
);
export const runToIcon = icon(
  'run-to',
  '<path d="M2.5 3l7.5 5-7.5 5z"/><rect x="11.5" y="3" width="2" height="10" rx=".6"/>'
);
