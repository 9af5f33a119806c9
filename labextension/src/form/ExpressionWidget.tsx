/** Code: grows with its text, and completes columns and functions where it is an expression. */

import type { WidgetProps } from '@rjsf/utils';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';

import { completions, wordAt, type ICompletion, type IWord } from './completion';
import { pathOf, type IFormContext } from './context';
import { hint } from './widgets';

export function ExpressionWidget(props: WidgetProps): JSX.Element {
  const { id, schema, required, onChange } = props;
  const value = String(props.value ?? '');
  const { columns, problems } = props.formContext as IFormContext;
  const area = useRef<HTMLTextAreaElement>(null);
  const cursor = useRef<number | null>(null);
  const [word, setWord] = useState<IWord | null>(null);
  const [index, setIndex] = useState(0);
  const wrong = problems.get(pathOf(id))?.some(one => one.severity === 'error') ?? false;
  const code = schema.format === 'python' || schema.format === 'sql';
  // Not kept: the columns may become known while one types.
  const found = useMemo(
    () => (word ? completions(word, columns(schema['x-port' as never])) : []),
    [word, columns, schema]
  );

  useLayoutEffect(() => {
    const element = area.current!;
    element.style.height = 'auto';
    element.style.height = `${Math.max(element.scrollHeight + 2, code ? 120 : 28)}px`;
    if (cursor.current !== null) {
      element.setSelectionRange(cursor.current, cursor.current);
      cursor.current = null;
    }
  }, [value, code]);
  useEffect(() => setIndex(0), [word]);

  const offer = ({ value: text, selectionStart }: HTMLTextAreaElement): void =>
    setWord(schema.format === 'python' ? null : wordAt(text, selectionStart));
  const accept = (one: ICompletion): void => {
    const element = area.current!;
    const at = element.selectionStart;
    const from = wordAt(element.value, at)?.from ?? at;
    cursor.current = from + one.insert.length;
    setWord(null);
    onChange(element.value.slice(0, from) + one.insert + element.value.slice(at));
    element.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      const at = event.currentTarget.selectionStart;
      setWord(wordAt(value, at) ?? { from: at, text: '' });
    } else if (found.length > 0) {
      const chosen = found[Math.min(index, found.length - 1)]!;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        const next = index + (event.key === 'ArrowDown' ? 1 : -1);
        setIndex((next + found.length) % found.length);
      } else if (event.key === 'Enter' || event.key === 'Tab') {
        event.preventDefault();
        accept(chosen);
      } else if (event.key === 'Escape') {
        event.stopPropagation();
        setWord(null);
      }
    }
  };
  return (
    <div className="etlab-Expression">
      <textarea
        ref={area}
        id={id}
        className={`etlab-Input etlab-mod-code ${wrong ? 'etlab-mod-wrong' : ''}`}
        aria-label={props.label}
        aria-required={required}
        aria-invalid={wrong}
        rows={1}
        spellCheck={false}
        value={value}
        placeholder={hint(props)}
        onChange={event => {
          offer(event.target);
          onChange(event.target.value === '' ? undefined : event.target.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setWord(null)}
      />
      {found.length > 0 && (
        <ul className="etlab-Completions" role="listbox">
          {found.map((one, place) => (
            <li
              key={one.insert}
              role="option"
              aria-selected={place === index}
              onMouseDown={event => {
                event.preventDefault();
                accept(one);
              }}
            >
              <span className={one.column ? 'etlab-mod-column' : 'etlab-mod-function'}>
                {one.label}
              </span>
              <span>{one.detail}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
