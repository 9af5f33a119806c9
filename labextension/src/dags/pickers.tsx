/** Fields that name a page, a connection or a task of the DAG: by its name, kept as its id. */

import type { WidgetProps } from '@rjsf/utils';
import { useEffect, useId, useRef, useState } from 'react';

import type { IFormBase } from '../form/context';
import { ITask, nameOf } from './document';

export type Picked = 'page' | 'connection';

export interface INamed {
  id: string;
  name: string;
}

export interface IDagContext extends IFormBase {
  tasks: readonly ITask[];
  /** Those whose name holds a text, some of them. */
  find(kind: Picked, text: string): Promise<readonly INamed[]>;
  /** Null where there is none of this id. */
  nameOf(kind: Picked, id: string): Promise<string | null>;
}

const DEBOUNCE = 200;

function PickWidget({ kind, ...props }: WidgetProps & { kind: Picked }): JSX.Element {
  const { id, label, onChange } = props;
  const { trans, find, nameOf: ask } = props.formContext as IDagContext;
  const value = props.value as string | undefined;
  const list = useId();
  const [name, setName] = useState<string | null>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const [offered, setOffered] = useState<readonly INamed[]>([]);
  const known = useRef<INamed | null>(null);
  const focused = useRef(false);

  useEffect(() => {
    if (!value || known.current?.id === value) {
      setName(value ? known.current!.name : '');
      return;
    }
    let here = true;
    setName(null);
    void ask(kind, value).then(
      found => here && setName(found ?? trans.__('%1 (missing)', value)),
      () => here && setName(value)
    );
    return () => {
      here = false;
    };
  }, [kind, value]);
  useEffect(() => {
    if (draft === null) {
      return;
    }
    let here = true;
    const timer = window.setTimeout(
      () =>
        void find(kind, draft).then(
          found => here && setOffered(found),
          () => []
        ),
      DEBOUNCE
    );
    return () => {
      here = false;
      window.clearTimeout(timer);
    };
  }, [kind, draft]);
  // As soon as a name is there whole, it is chosen.
  useEffect(() => {
    const chosen = offered.find(one => one.name === draft);
    if (chosen && chosen.id !== value) {
      known.current = chosen;
      onChange(chosen.id);
    }
    if (chosen && !focused.current) {
      setDraft(null);
    }
  }, [draft, offered]);

  const text = draft ?? name ?? trans.__('Loading…');
  const wrong = draft !== null && draft !== '' && !offered.some(one => one.name === draft);
  return (
    <>
      <input
        id={id}
        className={`etlab-Input ${wrong ? 'etlab-mod-wrong' : ''}`}
        aria-label={label}
        aria-invalid={wrong}
        title={wrong ? trans.__('Nothing has this name, or it is still looked for.') : undefined}
        list={list}
        value={text}
        placeholder={trans.__('Type a name')}
        spellCheck={false}
        autoComplete="off"
        onFocus={event => {
          event.target.select();
          focused.current = true;
          setDraft(old => old ?? name ?? '');
          void find(kind, '').then(setOffered, () => []);
        }}
        // A name that is still looked for is chosen later; a wrong one stays to be mended.
        onBlur={() => {
          focused.current = false;
          if (!wrong || draft === name) {
            setDraft(null);
          }
        }}
        onChange={event => {
          setDraft(event.target.value);
          if (event.target.value === '') {
            onChange(undefined);
          }
        }}
      />
      <datalist id={list}>
        {offered.map(one => (
          <option key={one.id} value={one.name} />
        ))}
      </datalist>
    </>
  );
}

function TaskWidget({ id, label, value, onChange, formContext }: WidgetProps): JSX.Element {
  const { tasks } = formContext as IDagContext;
  return (
    <select
      id={id}
      className="etlab-Input etlab-Select"
      aria-label={label}
      value={(value as string | undefined) ?? ''}
      onChange={event => onChange(event.target.value || undefined)}
    >
      <option value=""> </option>
      {tasks.map(task => (
        <option key={task.id} value={task.id}>
          {nameOf(task)}
        </option>
      ))}
    </select>
  );
}

export const pickers = {
  page: (props: WidgetProps) => <PickWidget {...props} kind="page" />,
  connection: (props: WidgetProps) => <PickWidget {...props} kind="connection" />,
  task: TaskWidget
};
