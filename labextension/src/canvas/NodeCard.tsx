/** A node as it is drawn. */

import { Handle, Position, type NodeProps } from '@xyflow/react';
import { memo } from 'react';

import { NodeStateLine } from '../run/NodeStateLine';
import type { CardNode } from './flow-nodes';
import { Glyph } from './Glyph';
import { useCheck, useRun, useSession, useTrans, useView } from './hooks';
import { LabelInput } from './LabelInput';
import type { IPageNode, NodeType, Port } from './types';

/** So many of the widest letters fit into a node. */
const FITS = 12;

export const NodeCard = memo(function NodeCard({ data, selected }: NodeProps<CardNode>) {
  const session = useSession();
  const trans = useTrans();
  const { problems } = useCheck();
  const { renaming } = useView();
  const run = useRun().nodes[data.node.id];
  const { id, data: content, type: sort } = data.node;
  const type = session.store.types.get(content.kind);
  const mine = problems.filter(problem => problem.node === id);
  const errors = mine.filter(problem => problem.severity === 'error').length;
  const inputs = type?.inputs ?? [];
  const outputs = type?.outputs ?? [];
  const below = type ? subtitle(type, content) : trans.__('Unknown: %1', content.kind);
  const many = inputs.length > 1 || outputs.length > 1;
  const classes = [
    'etlab-Node',
    `etlab-mod-${type?.type ?? sort}`,
    selected ? 'etlab-mod-selected' : '',
    errors > 0 ? 'etlab-mod-error' : mine.length > 0 ? 'etlab-mod-warning' : '',
    run ? `etlab-mod-run-${run.status}` : ''
  ];
  return (
    <div className={classes.join(' ')} data-node={id}>
      <div className="etlab-Node-head">
        <Glyph category={type?.category ?? ''} title={type?.title ?? '?'} />
        <div className="etlab-Node-names">
          {renaming === id ? (
            <LabelInput
              id={id}
              label={content.label}
              onRename={label => session.store.rename(id, label)}
            />
          ) : (
            <div
              className={cut('etlab-Node-label', content.label)}
              title={content.label}
              onDoubleClick={event => {
                event.stopPropagation();
                session.view.change({ renaming: id });
              }}
            >
              {content.label || id}
            </div>
          )}
          <div className={cut('etlab-Node-type', below)}>{below}</div>
        </div>
        {mine.length > 0 && (
          <span
            className="etlab-Node-badge"
            title={mine.map(problem => problem.message).join('\n')}
            aria-label={trans._n('%1 problem', '%1 problems', mine.length, mine.length)}
          >
            {errors > 0 ? errors : '!'}
          </span>
        )}
      </div>
      {many ? (
        <div className="etlab-Node-ports">
          <div>
            {inputs.map(port => (
              <PortRow key={port.name} port={port} side="target" />
            ))}
          </div>
          <div>
            {outputs.map(port => (
              <PortRow key={port.name} port={port} side="source" />
            ))}
          </div>
        </div>
      ) : (
        <>
          {inputs.map(port => (
            <PortHandle key={port.name} port={port} side="target" />
          ))}
          {outputs.map(port => (
            <PortHandle key={port.name} port={port} side="source" />
          ))}
        </>
      )}
      {run && <NodeStateLine run={run} />}
    </div>
  );
});

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
