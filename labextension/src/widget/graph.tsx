/** The canvas's drawing of a page in a notebook: an anywidget to look at and to choose nodes in. */

import '@xyflow/react/dist/style.css';
import '../../style/canvas.css';
import '../../style/node.css';
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
  // Outside of JupyterLab there are no colours of its themes.
  const themed = getComputedStyle(el).getPropertyValue('--jp-layout-color1') !== '';
  box.classList.toggle('etlab-mod-bare', !themed);
  const root = createRoot(box);
  root.render(
    <ReactFlowProvider>
      <GraphView model={model} />
    </ReactFlowProvider>
  );
  return () => root.unmount();
}

export default { render };
