/** ETLab inside JupyterLab. */

import { drivePlugin } from './drive/plugin';
import { panelPlugin } from './panel/plugin';

export default [drivePlugin, panelPlugin];
