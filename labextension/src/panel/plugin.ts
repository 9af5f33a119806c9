/** The sidebar panel. */

import { ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Panel } from '@lumino/widgets';

export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'etlab-jupyter:panel',
  description: 'Workspaces, pages, schemas, DAGs, connections and runs in the sidebar.',
  autoStart: true,
  optional: [ILayoutRestorer, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('etlab-jupyter');
    const panel = new Panel();
    panel.id = 'etlab-panel';
    panel.title.caption = trans.__('ETLab');
    panel.title.label = 'ETLab';
    app.shell.add(panel, 'left', { rank: 250 });
    restorer?.add(panel, panel.id);
  }
};
