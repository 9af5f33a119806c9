/** What commands and other views may ask of the canvas. */

import { useNodesInitialized, useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

import { fit, READABLE_ZOOM, type IBox } from './fit';
import { useSession } from './hooks';
import { layout } from './layout';

interface IPoint {
  clientX: number;
  clientY: number;
}

const DURATION = 200;

export function useCanvas(box: RefObject<HTMLDivElement>) {
  const session = useSession();
  const flow = useReactFlow();

  const toCanvas = useCallback(
    ({ clientX, clientY }: IPoint) =>
      flow.screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false }),
    [flow]
  );

  const fitView = useCallback(
    (duration: number) => {
      const { width, height } = box.current!.getBoundingClientRect();
      const boxes = flow.getNodes().flatMap((node): IBox[] => {
        const { width, height } = node.measured ?? {};
        return width && height && !node.hidden ? [{ ...node.position, width, height }] : [];
      });
      void flow.setViewport(fit(boxes, { width, height }), { duration });
    },
    [box, flow]
  );

  // Once, when what was in the page at first has got its sizes.
  const fitted = useRef(session.store.page.nodes.length === 0);
  const measured = useNodesInitialized();
  useLayoutEffect(() => {
    if (measured && !fitted.current) {
      fitted.current = true;
      fitView(0);
    }
  }, [measured, fitView]);

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
      fit: () => fitView(DURATION),
      reveal: id => {
        const zoom = Math.min(1, Math.max(READABLE_ZOOM, flow.getZoom()));
        const nodes = [{ id }];
        void flow.fitView({ nodes, minZoom: zoom, maxZoom: zoom, duration: DURATION });
      },
      layout: () => {
        const size = (id: string) => {
          const measured = flow.getNode(id)?.measured;
          return measured?.width && measured.height
            ? { width: measured.width, height: measured.height }
            : undefined;
        };
        session.store.move(layout(session.store.page, size));
        window.setTimeout(() => fitView(DURATION), 50);
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
  }, [box, fitView, flow, quickAdd, session, toCanvas]);

  const onInit = useCallback(() => {
    box.current?.querySelector<HTMLElement>('.react-flow')?.setAttribute('tabindex', '-1');
  }, [box]);

  return { toCanvas, quickAdd, onInit };
}
