/** Code: one line that grows for expressions, several for SQL and Python. */

import type { WidgetProps } from '@rjsf/utils';
import { useEffect, useRef } from 'react';

import type { Column, Problem } from '../canvas/types';
import { completionSource } from './completion';
import { pathOf, type IFormContext } from './context';
import { CodeField } from './editor';
import { hint } from './widgets';

const NONE: readonly Problem[] = [];

export function ExpressionWidget(props: WidgetProps): JSX.Element {
  const { id, schema } = props;
  const text = String(props.value ?? '');
  const notes = problemsOf(props);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<CodeField | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const { format } = schema;
  const known = columnsOf(props)
    .map(column => column.name)
    .join('\n');

  useEffect(() => {
    const made = makeField(box.current!, latest);
    field.current = made;
    return () => made.view.destroy();
  }, [id, format]);
  useEffect(() => field.current?.show(text), [text]);
  useEffect(() => field.current?.mark(notes), [notes, id, format]);
  useEffect(() => field.current?.refreshCompletion(), [known]);

  const tall = format === 'python' || format === 'sql';
  return <div ref={box} className={`etlab-Expression ${tall ? 'etlab-mod-tall' : ''}`} />;
}

function problemsOf({ id, formContext }: WidgetProps): readonly Problem[] {
  return (formContext as IFormContext).problems.get(pathOf(id)) ?? NONE;
}

function columnsOf({ schema, formContext }: WidgetProps): readonly Column[] {
  return (formContext as IFormContext).columns(schema['x-port' as never]);
}

function makeField(parent: HTMLElement, latest: React.RefObject<WidgetProps>): CodeField {
  const props = latest.current!;
  const { schema, formContext } = props;
  const { host } = formContext as IFormContext;
  const isPython = schema.format === 'python';
  return new CodeField({
    parent,
    text: String(props.value ?? ''),
    placeholder: hint(props),
    attributes: () => ({
      id: props.id,
      'aria-label': props.label,
      'aria-required': String(props.required ?? false),
      'aria-invalid': String(problemsOf(latest.current!).some(one => one.severity === 'error'))
    }),
    language: host.language(isPython ? 'python' : 'sql'),
    complete: isPython
      ? undefined
      : completionSource({
          columns: () => columnsOf(latest.current!),
          functions: host.functions
        }),
    onChange: text => latest.current!.onChange(text === '' ? undefined : text)
  });
}
