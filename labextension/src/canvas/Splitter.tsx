/** A border that is dragged, or moved with the arrow keys. */

import { useRef, type PointerEvent } from 'react';

export interface ISplitterProps {
  /** Whether it stands between left and right. */
  vertical: boolean;
  label: string;
  size: number;
  min: number;
  max: number;
  onChange: (size: number) => void;
}

/** The panel behind it grows when it is moved to the left or up. */
export function Splitter(props: ISplitterProps): JSX.Element {
  const { vertical, label, size, min, max, onChange } = props;
  const start = useRef<{ at: number; size: number } | null>(null);
  const at = (event: PointerEvent): number => (vertical ? event.clientX : event.clientY);
  const set = (next: number): void => onChange(Math.max(min, Math.min(max, next)));
  return (
    <div
      className={`etlab-Splitter ${vertical ? 'etlab-mod-vertical' : ''}`}
      role="separator"
      aria-label={label}
      aria-orientation={vertical ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: at(event), size };
      }}
      onPointerMove={event => {
        if (start.current) {
          set(start.current.size + start.current.at - at(event));
        }
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={event => {
        const more = vertical ? 'ArrowLeft' : 'ArrowUp';
        const less = vertical ? 'ArrowRight' : 'ArrowDown';
        if (event.key === more || event.key === less) {
          set(size + (event.key === more ? 20 : -20));
        }
      }}
    />
  );
}
