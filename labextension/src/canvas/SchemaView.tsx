/** The columns that come out of a node. */

import { useCheck, useSession, useTrans } from './hooks';
import type { IPageNode } from './types';

export function SchemaView({ node }: { node: IPageNode }): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { schemas } = useCheck();
  const outputs = session.store.types.get(node.data.kind)?.outputs ?? [];
  if (outputs.length === 0) {
    return <p className="etlab-Empty">{trans.__('Nothing comes out of a sink.')}</p>;
  }
  return (
    <div className="etlab-Schema">
      {outputs.map(port => {
        const columns = schemas.find(
          one => one.node === node.id && one.port === port.name
        )?.columns;
        return (
          <section key={port.name}>
            {outputs.length > 1 && <h4>{port.title}</h4>}
            {columns ? (
              <table>
                <thead>
                  <tr>
                    <th>{trans.__('Column')}</th>
                    <th>{trans.__('Type')}</th>
                    <th>{trans.__('Nulls')}</th>
                  </tr>
                </thead>
                <tbody>
                  {columns.map(column => (
                    <tr key={column.name}>
                      <td>{column.name}</td>
                      <td>
                        <code>{column.type}</code>
                      </td>
                      <td>{column.nullable ? trans.__('yes') : trans.__('no')}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            ) : (
              <p className="etlab-Empty">{trans.__('The columns are not known before a run.')}</p>
            )}
          </section>
        );
      })}
    </div>
  );
}
