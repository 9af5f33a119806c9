/** Editing a name in place: Enter takes it, Escape does not, leaving takes it. */

import { useLayoutEffect, useRef } from 'react';

export interface INameInputProps {
  name: string;
  label: string;
  /** Called once; null means: as it was. */
  onDone(name: string | null): void;
}

export function NameInput({ name, label, onDone }: INameInputProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const finish = (value: string | null): void => {
    if (!done.current) {
      done.current = true;
      onDone(value);
    }
  };
  return (
    <input
      ref={input}
      className="etlab-Row-input"
      aria-label={label}
      defaultValue={name}
      maxLength={255}
      spellCheck={false}
      onBlur={event => finish(event.target.value.trim())}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'Enter') {
          finish(event.currentTarget.value.trim());
        } else if (event.key === 'Escape') {
          finish(null);
        }
      }}
    />
  );
}
