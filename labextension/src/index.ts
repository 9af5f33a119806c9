/** ETLab inside JupyterLab. */

import { panelPlugin } from './panel/plugin';

export default [panelPlugin];
