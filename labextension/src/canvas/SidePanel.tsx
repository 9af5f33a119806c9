/** Beside the canvas: the chosen node, or the page where none is chosen. */

import { useState } from 'react';

import { ConfigForm } from '../form/ConfigForm';
import { ProblemNote } from '../form/ProblemNote';
import { CodeView } from './CodeView';
import { Glyph } from './Glyph';
import { useCheck, usePage, useSession, useTrans, useView } from './hooks';
import { PagePanel } from './PagePanel';
import { SchemaView } from './SchemaView';
import { Splitter } from './Splitter';
import { Tabs } from './Tabs';
import type { IPageNode, NodeType } from './types';

export function SidePanel(): JSX.Element {
  const trans = useTrans();
  const { page, nodes } = usePage();
  const [width, setWidth] = useState(330);
  const [id, ...others] = nodes;
  const node = others.length > 0 ? undefined : page.nodes.find(one => one.id === id);
  return (
    <>
      <Splitter
        vertical
        label={trans.__('Width of the panel')}
        size={width}
        min={240}
        max={800}
        onChange={setWidth}
      />
      <div
        className="etlab-Side"
        role="region"
        aria-label={node ? trans.__('Node') : trans.__('Page')}
        style={{ width }}
      >
        {node ? (
          <NodePanel key={node.id} node={node} />
        ) : nodes.size > 1 ? (
          <p className="etlab-Empty">{trans.__('%1 nodes are selected.', nodes.size)}</p>
        ) : (
          <PagePanel />
        )}
      </div>
    </>
  );
}

function NodePanel({ node }: { node: IPageNode }): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { side } = useView();
  const type = session.store.types.get(node.data.kind);
  return (
    <>
      <div className={`etlab-Side-head etlab-mod-${type?.type ?? node.type}`}>
        <Glyph category={type?.category ?? ''} title={type?.title ?? '?'} />
        <div>
          <strong>{type?.title ?? node.data.kind}</strong>
          <code title={trans.__('The id of the node')}>{node.id}</code>
        </div>
      </div>
      {type && <p className="etlab-Side-description">{type.description}</p>}
      <Tabs
        label={trans.__('Node')}
        current={side}
        tabs={[
          { id: 'config', label: trans.__('Config') },
          { id: 'code', label: trans.__('Code') },
          { id: 'schema', label: trans.__('Schema') }
        ]}
        onChoose={id => session.view.change({ side: id })}
      />
      <div className="etlab-Side-content" role="tabpanel" tabIndex={0}>
        {side === 'config' && <Config node={node} type={type} />}
        {side === 'code' && <CodeView node={node.id} />}
        {side === 'schema' && <SchemaView node={node} />}
      </div>
    </>
  );
}

function Config({ node, type }: { node: IPageNode; type?: NodeType }): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { problems } = useCheck();
  const general = problems.filter(problem => problem.node === node.id && !problem.field);
  return (
    <>
      <div className="etlab-Field" data-field="label">
        <label className="etlab-Form-label" htmlFor={`label-${node.id}`}>
          {trans.__('Label')}
        </label>
        <input
          id={`label-${node.id}`}
          className="etlab-Input"
          value={node.data.label}
          onChange={event => session.store.setLabel(node.id, event.target.value)}
        />
      </div>
      {general.map((problem, index) => (
        <ProblemNote key={index} problem={problem} />
      ))}
      {type ? (
        <ConfigForm node={node} type={type} />
      ) : (
        <p className="etlab-Empty">
          {trans.__('This node type is not installed here; its settings are kept.')}
        </p>
      )}
    </>
  );
}
