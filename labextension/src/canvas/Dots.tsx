/**
 * The grid's dots: a layer of its own that is moved, not drawn, while the canvas is panned. React Flow's
 * SVG pattern is drawn for each frame, which takes longer than all nodes of a page.
 */

import { useStore, type ReactFlowState } from '@xyflow/react';

import { GRID } from './sizes';

/** Further out the dots would be a grey. */
const SMALLEST = 0.5;

const transformOf = (state: ReactFlowState): ReactFlowState['transform'] => state.transform;

export function Dots(): JSX.Element | null {
  const [x, y, zoom] = useStore(transformOf);
  const size = GRID * zoom;
  return zoom < SMALLEST ? null : (
    <div
      className="etlab-Dots"
      style={{
        backgroundSize: `${size}px ${size}px`,
        left: -size,
        top: -size,
        transform: `translate(${rest(x, size)}px, ${rest(y, size)}px)`
      }}
    />
  );
}

function rest(value: number, size: number): number {
  return ((value % size) + size) % size;
}
