/**
 * What pages and notebooks tell each other, also over tabs of the browser: a canvas tells which
 * page it shows, and takes over code that was kept in a notebook.
 */

import { parseExact, stringifyExact } from '../api/numbers';
import type { IPageDocument, Source } from '../canvas/types';

/** How long an open canvas has for an answer, in milliseconds. */
const PATIENCE = 400;

export type News =
  /** A page without mistakes, as its canvas shows it. */
  | { kind: 'page'; page: string; source: Source }
  | { kind: 'which'; page: string }
  | { kind: 'keep'; page: string; document: IPageDocument }
  | { kind: 'kept'; page: string };

/** What the cells of a page are bound to: the id of a stored page, else the page's name. */
export function pageKey({ page_id, document }: Source): string {
  return page_id ?? String(document.name ?? 'Untitled');
}

export class PageBus {
  private readonly channel: BroadcastChannel;
  private readonly listeners = new Set<(news: News) => void>();

  constructor(baseUrl: string) {
    this.channel = new BroadcastChannel(`etlab:${baseUrl}`);
    this.channel.onmessage = ({ data }) => {
      const news = parseExact(String(data)) as News;
      [...this.listeners].forEach(listener => listener(news));
    };
  }

  /** Numbers keep their text: what is cloned would lose it. */
  tell(news: News): void {
    this.channel.postMessage(stringifyExact(news));
  }

  /** Calls back at news of others; returns what ends that. */
  hear(listener: (news: News) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The page as an open canvas shows it; null where none does, or it has mistakes. */
  async ask(page: string): Promise<Source | null> {
    const answer = await this.request({ kind: 'which', page }, 'page');
    return answer?.kind === 'page' ? answer.source : null;
  }

  /** Gives the page to the canvas that shows it; whether there is one. */
  async keep(page: string, document: IPageDocument): Promise<boolean> {
    return (await this.request({ kind: 'keep', page, document }, 'kept')) !== null;
  }

  dispose(): void {
    this.channel.close();
    this.listeners.clear();
  }

  private request(news: News, answer: News['kind']): Promise<News | null> {
    return new Promise(resolve => {
      const done = (found: News | null): void => {
        clearTimeout(timer);
        forget();
        resolve(found);
      };
      const forget = this.hear(found => {
        if (found.kind === answer && found.page === news.page) {
          done(found);
        }
      });
      const timer = setTimeout(() => done(null), PATIENCE);
      this.tell(news);
    });
  }
}
