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
export const noteIcon = icon(
  'note',
  '<path d="M2 2h12v8l-4 4H2zm1.5 1.5v9H9V9h3.5V3.5z"/><path d="M5 5.2h6v1.2H5zM5 7.6h3v1.2H5z"/>'
);
export const groupIcon = icon(
  'group',
  '<path d="M1.5 1.5H6V3H3v3H1.5zM10 1.5h4.5V6H13V3h-3zM1.5 10H3v3h3v1.5H1.5zM13 10h1.5v4.5H10V13h3z"/>' +
    '<rect x="4.5" y="4.5" width="4" height="3" rx=".6"/><rect x="7.5" y="8.5" width="4" height="3" rx=".6"/>'
);
export const alignIcon = icon(
  'align',
  '<path d="M1.5 1.5H3v13H1.5z"/><rect x="4.5" y="3" width="9" height="3.6" rx=".6"/>' +
    '<rect x="4.5" y="9.2" width="5.5" height="3.6" rx=".6"/>'
);
