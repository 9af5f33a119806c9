/** Versions of stored pages: compared in a tab of their own, and restored. */

import { ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { MainAreaWidget, showErrorMessage, WidgetTracker } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { historyIcon } from '@jupyterlab/ui-components';

import { ApiClient } from '../api/client';
import { OpenPages } from '../drive/open-pages';
import { restore } from './restore';
import { IVersions } from './token';
import type { Version } from './useSide';
import type { CompareWidget } from './widgets';

const COMPARE = 'etlab:compare-versions';

export const versionsPlugin: JupyterFrontEndPlugin<IVersions> = {
  id: 'etlab-jupyter:versions',
  description: 'Shows how versions of pages differ, and restores old ones.',
  autoStart: true,
  provides: IVersions,
  optional: [IDocumentManager, IEditorLanguageRegistry, ILayoutRestorer, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    documents: IDocumentManager | null,
    languages: IEditorLanguageRegistry | null,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ): IVersions => {
    const trans = (translator ?? nullTranslator).load('etlab-jupyter');
    const api = new ApiClient(app.serviceManager.serverSettings);
    const pages = new OpenPages(app, documents);
    const { contents } = app.serviceManager;
    const host = {
      api,
      trans,
      languages,
      pages,
      restore: async (pageId: string, version: number) => {
        try {
          return await restore({ api, trans, pages, contents }, pageId, version);
        } catch (error) {
          await showErrorMessage(
            trans.__('Version %1 was not restored', version),
            error instanceof Error ? error.message : String(error)
          );
          return false;
        }
      }
    };
    const tracker = new WidgetTracker<MainAreaWidget<CompareWidget>>({
      namespace: 'etlab-versions'
    });

    const compare = async (pageId: string, base: Version, other: Version): Promise<void> => {
      let widget = tracker.find(({ content }) => content.pageId === pageId);
      if (widget) {
        widget.content.showVersions(base, other);
      } else {
        const { CompareWidget } = await import('./widgets');
        const content = new CompareWidget(host, pageId, base, other);
        widget = new MainAreaWidget({ content });
        widget.toolbar.hide();
        widget.id = `etlab-versions-${pageId}`;
        content.title.label = trans.__('Versions');
        content.title.icon = historyIcon;
        content.title.closable = true;
        content.changed.connect(() => void tracker.save(widget!));
        await tracker.add(widget);
      }
      if (!widget.isAttached) {
        app.shell.add(widget, 'main');
      }
      app.shell.activateById(widget.id);
    };

    // Not in the palette: it needs to be told which page.
    const version = { type: ['number', 'null'] };
    app.commands.addCommand(COMPARE, {
      label: trans.__('Compare Versions'),
      caption: trans.__('Show how two versions of a page differ'),
      describedBy: {
        args: {
          type: 'object',
          properties: { page: { type: 'string' }, base: version, other: version },
          required: ['page']
        }
      },
      execute: ({ page, base, other }) =>
        compare(String(page), (base ?? null) as Version, (other ?? null) as Version)
    });
    void restorer?.restore(tracker, {
      command: COMPARE,
      args: ({ content: { pageId, base, other } }) => ({ page: pageId, base, other }),
      name: ({ content }) => content.pageId
    });

    return {
      compare,
      restore: host.restore,
      comparison: async (pageId, base, other) => {
        const { comparisonWidget } = await import('./widgets');
        return comparisonWidget(host, pageId, base, other);
      }
    };
  }
};
