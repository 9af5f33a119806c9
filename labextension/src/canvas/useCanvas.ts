/** What commands and other views may ask of the canvas. */

import { useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, type RefObject } from 'react';

import { useSession } from './hooks';
import { layout } from './layout';

interface IPoint {
  clientX: number;
  clientY: number;
}

const FIT = { maxZoom: 1, padding: 0.15, duration: 200 };

export function useCanvas(box: RefObject<HTMLDivElement>) {
  const session = useSession();
  const flow = useReactFlow();

  const toCanvas = useCallback(
    ({ clientX, clientY }: IPoint) =>
      flow.screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false }),
    [flow]
  );

  const quickAdd = useCallback(
    (point: IPoint, edge?: string) => {
      const place = box.current!.getBoundingClientRect();
      session.view.change({
        quickAdd: {
          left: Math.max(8, Math.min(point.clientX - place.left, place.width - 290)),
          top: Math.max(8, Math.min(point.clientY - place.top, place.height - 320)),
          position: toCanvas(point),
          edge
        }
      });
    },
    [box, session, toCanvas]
  );

  useEffect(() => {
    const center = (): IPoint => {
      const { left, top, width, height } = box.current!.getBoundingClientRect();
      return { clientX: left + width / 2, clientY: top + height / 2 };
    };
    session.canvas = {
      fit: () => void flow.fitView(FIT),
      reveal: id => void flow.fitView({ ...FIT, nodes: [{ id }], minZoom: flow.getZoom() }),
      layout: () => {
        const size = (id: string) => {
          const measured = flow.getNode(id)?.measured;
          return measured?.width && measured.height
            ? { width: measured.width, height: measured.height }
            : undefined;
        };
        session.store.move(layout(session.store.page, size));
        window.setTimeout(() => void flow.fitView(FIT), 50);
      },
      center: () => toCanvas(center()),
      quickAddOnEdge: edge => {
        const path = box.current?.querySelector(`.react-flow__edge[data-id="${CSS.escape(edge)}"]`);
        const rect = path?.getBoundingClientRect();
        quickAdd(
          rect
            ? { clientX: rect.left + rect.width / 2, clientY: rect.top + rect.height / 2 }
            : center(),
          edge
        );
      },
      focus: () => box.current?.querySelector<HTMLElement>('.react-flow')?.focus()
    };
    return () => {
      session.canvas = null;
    };
  }, [box, flow, quickAdd, session, toCanvas]);

  const onInit = useCallback(() => {
    box.current?.querySelector<HTMLElement>('.react-flow')?.setAttribute('tabindex', '-1');
  }, [box]);

  return { toCanvas, quickAdd, onInit };
}
