/** ETLab inside JupyterLab. */

import { pagePlugin } from './canvas/plugin';
import { drivePlugin } from './drive/plugin';
import { notebookPlugin } from './notebook/plugin';
import { panelPlugin } from './panel/plugin';
import { versionsPlugin } from './versions/plugin';

export default [drivePlugin, panelPlugin, pagePlugin, versionsPlugin, notebookPlugin];
