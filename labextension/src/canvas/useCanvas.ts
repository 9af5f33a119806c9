/** What commands and other views may ask of the canvas. */

import { useNodesInitialized, useReactFlow, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

import { arrange } from './align';
import { collapsedIn, groupKey } from './annotations';
import { fit, READABLE_ZOOM } from './fit';
import { boxOf, type FlowNode } from './flow-nodes';
import { useSession } from './hooks';
import { layout } from './layout';

interface IPoint {
  clientX: number;
  clientY: number;
}

const DURATION = 200;

export function useCanvas(
  box: RefObject<HTMLDivElement>,
  change: (changes: NodeChange<FlowNode>[]) => void
) {
  const session = useSession();
  const flow = useReactFlow<FlowNode>();

  const toCanvas = useCallback(
    ({ clientX, clientY }: IPoint) =>
      flow.screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false }),
    [flow]
  );

  const fitView = useCallback(
    (duration: number) => {
      const { width, height } = box.current!.getBoundingClientRect();
      const boxes = flow
        .getNodes()
        .filter(node => !node.hidden)
        .map(boxOf);
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
        // A node in a collapsed group is behind its card.
        const group = collapsedIn(session.store.page).get(id);
        const nodes = [{ id: group ? groupKey(group.id) : id }];
        void flow.fitView({ nodes, minZoom: zoom, maxZoom: zoom, duration: DURATION });
      },
      layout: () => {
        const size = (id: string) => {
          const node = flow.getNode(id);
          return node?.measured?.width ? boxOf(node) : undefined;
        };
        const places = layout(session.store.page, size);
        session.store.move(places.nodes, places.notes);
        window.setTimeout(() => fitView(DURATION), 50);
      },
      arrange: how => {
        const chosen = flow.getNodes().filter(node => node.selected && !node.hidden);
        const boxes = new Map(chosen.map(node => [node.id, boxOf(node)]));
        const places = [...arrange(boxes, how)];
        change(
          places.map(([id, position]) => ({ type: 'position', id, position, dragging: false }))
        );
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
  }, [box, change, fitView, flow, quickAdd, session, toCanvas]);

  const onInit = useCallback(() => {
    box.current?.querySelector<HTMLElement>('.react-flow')?.setAttribute('tabindex', '-1');
  }, [box]);

  return { toCanvas, quickAdd, onInit };
}
