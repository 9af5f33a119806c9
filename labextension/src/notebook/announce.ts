/** An open page on the bus: tells its changes, and takes over code that was kept in a notebook. */

import type { PageSession } from '../canvas/session';
import { pageKey, type PageBus } from './bus';

export function announce(session: PageSession, bus: PageBus): () => void {
  const { check, store } = session;
  let told: unknown = null;
  const source = () => session.source(store.page);
  const sound = (): boolean =>
    store.state.error === null &&
    check.state.current &&
    !check.state.problems.some(problem => problem.severity === 'error');
  const tell = (): void => bus.tell({ kind: 'page', page: pageKey(source()), source: source() });
  const forgetCheck = check.subscribe(() => {
    if (sound() && store.page !== told) {
      // What a page says when it is opened is no change.
      if (told !== null) {
        tell();
      }
      told = store.page;
    }
  });
  const forgetNews = bus.hear(news => {
    if (news.page !== pageKey(source()) || store.state.error !== null) {
      return;
    }
    if (news.kind === 'which' && sound()) {
      tell();
    } else if (news.kind === 'keep') {
      store.apply(news.document);
      bus.tell({ kind: 'kept', page: news.page });
    }
  });
  return () => {
    forgetCheck();
    forgetNews();
  };
}
