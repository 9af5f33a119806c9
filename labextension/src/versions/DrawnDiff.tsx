/** Two versions as one drawing that cannot be changed. */

import {
  Background,
  BackgroundVariant,
  Controls,
  Handle,
  MarkerType,
  Position,
  ReactFlow,
  type Edge,
  type Node,
  type NodeProps
} from '@xyflow/react';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useMemo } from 'react';

import { Glyph } from '../canvas/Glyph';
import { inputPort, outputPort } from '../canvas/graph';
import type { IPageNode, NodeType, Port } from '../canvas/types';
import { drawing, type Mark } from './drawing';
import { markText, SIGNS } from './marks';
import type { IComparison } from './useComparison';

interface IDrawnDiffProps {
  comparison: IComparison;
  trans: TranslationBundle;
  chosen: string | null;
  onChoose: (id: string | null) => void;
}

type DiffNode = Node<
  { node: IPageNode; mark: Mark; markText: string; type: NodeType | undefined },
  'etlab'
>;

const NODE_TYPES = { etlab: DiffCard };
const STROKES: Record<Mark, string> = {
  same: 'var(--etlab-edge)',
  added: 'var(--etlab-added)',
  removed: 'var(--etlab-removed)',
  changed: 'var(--etlab-changed)'
};

export function DrawnDiff({ comparison, trans, chosen, onChoose }: IDrawnDiffProps): JSX.Element {
  const { nodes, edges } = useMemo(() => flow(comparison, trans), [comparison, trans]);
  const shown = useMemo(
    () => nodes.map(node => ({ ...node, selected: node.id === chosen })),
    [nodes, chosen]
  );
  return (
    <div className="etlab-Drawing" role="region" aria-label={trans.__('Differences, drawn')}>
      <ReactFlow
        nodes={shown}
        edges={edges}
        nodeTypes={NODE_TYPES}
        onNodesChange={changes => {
          const change = changes.find(one => one.type === 'select' && one.selected);
          if (change?.type === 'select') {
            onChoose(change.id);
          }
        }}
        onPaneClick={() => onChoose(null)}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
        minZoom={0.1}
        maxZoom={2}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        zoomOnDoubleClick={false}
        onlyRenderVisibleElements={nodes.length > 150}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.5} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function flow(
  { base, other, difference, types }: IComparison,
  trans: TranslationBundle
): { nodes: DiffNode[]; edges: Edge[] } {
  const drawn = drawing(base, other, difference);
  const page = {
    nodes: drawn.nodes.map(one => one.item),
    edges: drawn.edges.map(one => one.item)
  };
  const nodes = drawn.nodes.map(({ item, mark }) => ({
    id: item.id,
    type: 'etlab' as const,
    position: item.position,
    ariaLabel: `${item.data.label || item.id}: ${markText(trans, mark)}`,
    data: { node: item, mark, markText: markText(trans, mark), type: types.get(item.data.kind) }
  }));
  const edges = drawn.edges.map(({ item, mark }) => ({
    id: item.id,
    source: item.source,
    target: item.target,
    sourceHandle: outputPort(page, types, item)?.name ?? null,
    targetHandle: inputPort(page, types, item)?.name ?? null,
    className: `etlab-mod-${mark}`,
    label: SIGNS[mark],
    selectable: false,
    markerEnd: { type: MarkerType.ArrowClosed, color: STROKES[mark] }
  }));
  return { nodes, edges };
}

function DiffCard({ data, selected }: NodeProps<DiffNode>): JSX.Element {
  const { node, mark, type } = data;
  const classes = [
    'etlab-DiffNode',
    `etlab-mod-${type?.type ?? node.type}`,
    `etlab-mod-${mark}`,
    selected ? 'etlab-mod-selected' : ''
  ];
  return (
    <div className={classes.join(' ')} data-node={node.id}>
      {mark !== 'same' && (
        <div className="etlab-DiffNode-mark">
          {SIGNS[mark]} {data.markText}
        </div>
      )}
      <div className="etlab-Node-head">
        <Glyph category={type?.category ?? ''} title={type?.title ?? '?'} />
        <div className="etlab-Node-names">
          <div className="etlab-Node-label" title={node.data.label}>
            {node.data.label || node.id}
          </div>
          <div className="etlab-Node-type">{type?.title ?? node.data.kind}</div>
        </div>
      </div>
      <Ports ports={type?.inputs} side="target" />
      <Ports ports={type?.outputs} side="source" />
    </div>
  );
}

/** Spread over the side; a node of an unknown type has one on either side. */
function Ports({ ports, side }: { ports?: readonly Port[]; side: 'source' | 'target' }) {
  const names = ports?.map(port => port.name) ?? [undefined];
  return names.map((name, index) => (
    <Handle
      key={name ?? ''}
      id={name}
      type={side}
      position={side === 'source' ? Position.Right : Position.Left}
      style={{ top: `${((index + 1) / (names.length + 1)) * 100}%` }}
      isConnectable={false}
    />
  ));
}
