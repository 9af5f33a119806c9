/** The canvas's drawing of a page in a notebook: an anywidget to look at and to choose nodes in. */

import '@xyflow/react/dist/style.css';
import '../../style/canvas.css';
import '../../style/node.css';
import '../../style/annotations.css';
import './graph.css';

import { ReactFlowProvider } from '@xyflow/react';
import { createRoot } from 'react-dom/client';

import { GraphView } from './GraphView';
import type { IModel } from './model';

function render({ model, el }: { model: IModel; el: HTMLElement }): () => void {
  const box = document.createElement('div');
  box.className = 'etlab-Page etlab-Graph';
  // The notebook's shortcuts stay out of the graph.
  box.dataset.lmSuppressShortcuts = 'true';
  el.append(box);
  box.classList.toggle('etlab-mod-bare', !isThemed());
  const root = createRoot(box);
  root.render(
    <ReactFlowProvider>
      <GraphView model={model} />
    </ReactFlowProvider>
  );
  return () => root.unmount();
}

/** Whether JupyterLab's themes are there; VS Code has some of their colours, but not its own. */
function isThemed(): boolean {
  const style = getComputedStyle(document.documentElement);
  const has = (name: string): boolean => style.getPropertyValue(name) !== '';
  return has('--jp-layout-color1') && !has('--vscode-foreground');
}

export default { render };
