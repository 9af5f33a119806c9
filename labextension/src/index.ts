/** ETLab inside JupyterLab. */

import { pagePlugin } from './canvas/plugin';
import { panelPlugin } from './panel/plugin';

export default [panelPlugin, pagePlugin];
