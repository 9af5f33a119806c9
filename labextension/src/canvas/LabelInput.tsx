/** A label that is typed where it stands. */

import { useEffect, useRef } from 'react';

import { useSession, useTrans } from './hooks';

export interface ILabelInputProps {
  /** What is renamed, as the view knows it. */
  id: string;
  label: string;
  onRename: (label: string) => void;
}

export function LabelInput({ id, label, onRename }: ILabelInputProps): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.select();
  }, []);
  const close = (text: string | null): void => {
    if (text !== null) {
      onRename(text);
    }
    session.view.change({ renaming: null });
    session.canvas?.focus();
  };
  return (
    <input
      ref={input}
      autoFocus
      className="etlab-Node-input nodrag"
      aria-label={trans.__('Label')}
      defaultValue={label}
      onBlur={event => session.view.state.renaming === id && close(event.target.value)}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'Enter') {
          close(event.currentTarget.value);
        } else if (event.key === 'Escape') {
          close(null);
        }
      }}
    />
  );
}
