/** The colours above a selected note or group. */

import { NodeToolbar, Position } from '@xyflow/react';
import type { ReactNode } from 'react';

import { COLORS } from './annotations';
import { colorClass, colorNames } from './colors';
import { usePage, useTrans } from './hooks';

export interface ISwatchesProps {
  color: string;
  onChoose: (color: string) => void;
  children?: ReactNode;
}

export function Swatches({ color, onChoose, children }: ISwatchesProps): JSX.Element | null {
  const trans = useTrans();
  const { nodes, notes, groups } = usePage();
  const names = colorNames(trans);
  if (nodes.size > 0 || notes.size + groups.size !== 1) {
    return null;
  }
  return (
    <NodeToolbar className="etlab-Swatches" position={Position.Top} offset={8}>
      <div role="group" aria-label={trans.__('Color')}>
        {COLORS.map(name => (
          <button
            key={name}
            className={`etlab-Swatch ${colorClass(name)}`}
            title={names[name]}
            aria-label={names[name]}
            aria-pressed={name === color}
            onClick={() => onChoose(name)}
          />
        ))}
      </div>
      {children}
    </NodeToolbar>
  );
}
