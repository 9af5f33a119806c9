/** A node as it is drawn, on the canvas and in notebooks: it knows nothing but what it is given. */

import { Handle, Position } from '@xyflow/react';
import type { ReactNode } from 'react';

import { NodeStateLine } from '../run/NodeStateLine';
import { isSettled, type INodeRun } from '../run/state';
import { Glyph } from './Glyph';
import type { IPageNode, NodeType, Port, Problem, Translate } from './types';

/** So many of the widest letters fit into a node. */
const FITS = 12;

export interface INodeViewProps {
  node: IPageNode;
  type: NodeType | undefined;
  /** Those of this node. */
  problems: readonly Problem[];
  run: INodeRun | undefined;
  /** Whether what the run tells is from before an edit. */
  stale?: boolean;
  selected: boolean;
  trans: Translate;
  /** What stands in the place of the label. */
  input?: ReactNode;
  onLabelDoubleClick?: () => void;
}

export function NodeView(props: INodeViewProps): JSX.Element {
  const { node, type, problems, run, selected, trans, input, onLabelDoubleClick } = props;
  const stale = props.stale === true && run !== undefined && isSettled(run);
  const { id, data: content, type: sort } = node;
  const errors = problems.filter(problem => problem.severity === 'error').length;
  const below = type ? subtitle(type, content) : trans.__('Unknown: %1', content.kind);
  const classes = [
    'etlab-Node',
    `etlab-mod-${type?.type ?? sort}`,
    selected ? 'etlab-mod-selected' : '',
    errors > 0 ? 'etlab-mod-error' : problems.length > 0 ? 'etlab-mod-warning' : '',
    run && !stale ? `etlab-mod-run-${run.status}` : ''
  ];
  return (
    <div className={classes.join(' ')} data-node={id}>
      <div className="etlab-Node-head">
        <Glyph category={type?.category ?? ''} title={type?.title ?? '?'} />
        <div className="etlab-Node-names">
          {input ?? (
            <div
              className={cut('etlab-Node-label', content.label)}
              title={content.label}
              onDoubleClick={event => {
                event.stopPropagation();
                onLabelDoubleClick?.();
              }}
            >
              {content.label || id}
            </div>
          )}
          <div className={cut('etlab-Node-type', below)}>{below}</div>
        </div>
        {problems.length > 0 && (
          <span
            className="etlab-Node-badge"
            title={problems.map(problem => problem.message).join('\n')}
            aria-label={trans._n('%1 problem', '%1 problems', problems.length, problems.length)}
          >
            {errors > 0 ? errors : '!'}
          </span>
        )}
      </div>
      <Ports inputs={type?.inputs ?? []} outputs={type?.outputs ?? []} />
      {run && <NodeStateLine run={run} stale={stale} trans={trans} />}
    </div>
  );
}

/** With their names where there are several. */
function Ports({ inputs, outputs }: { inputs: Port[]; outputs: Port[] }): JSX.Element {
  const Row = inputs.length > 1 || outputs.length > 1 ? PortRow : PortHandle;
  const targets = inputs.map(port => <Row key={port.name} port={port} side="target" />);
  const sources = outputs.map(port => <Row key={port.name} port={port} side="source" />);
  return Row === PortHandle ? (
    <>
      {targets}
      {sources}
    </>
  ) : (
    <div className="etlab-Node-ports">
      <div>{targets}</div>
      <div>{sources}</div>
    </div>
  );
}

/** Only what may be too long is cut: each cut makes drawing slower while the canvas is panned. */
function cut(className: string, text: string): string {
  return text.length > FITS ? `${className} etlab-mod-cut` : className;
}

/** The node type, and what matters most of its settings. */
function subtitle(type: NodeType, { label, config }: IPageNode['data']): string {
  const fields = (type.config_schema.required as string[] | undefined) ?? [];
  const main = fields.map(name => config[name]).find(value => typeof value === 'string');
  const text = main === undefined ? '' : String(main).split('\n')[0]!;
  const title = label === type.title && text !== '' ? '' : type.title;
  return [title, text].filter(part => part !== '').join(' · ');
}

interface IPortProps {
  port: Port;
  side: 'source' | 'target';
}

function PortRow({ port, side }: IPortProps): JSX.Element {
  return (
    <div className={`etlab-Node-port etlab-mod-${side}`}>
      <PortHandle port={port} side={side} />
      <span>{port.title}</span>
    </div>
  );
}

function PortHandle({ port, side }: IPortProps): JSX.Element {
  return (
    <Handle
      id={port.name}
      type={side}
      position={side === 'source' ? Position.Right : Position.Left}
      title={port.title}
      className={port.many ? 'etlab-mod-many' : undefined}
    />
  );
}
