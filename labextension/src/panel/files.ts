/** Files of the person at the browser, and of the Jupyter server. */

import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';

/** A file or folder of the server; null where the dialog was left. */
export async function choosePath(
  manager: IDocumentManager,
  start: string,
  title: string
): Promise<string | null> {
  const result = await FileDialog.getOpenFiles({ manager, title, defaultPath: start });
  return result.button.accept ? (result.value?.[0]?.path ?? null) : null;
}

/** Files of the person at the browser; none where the dialog was left. */
export function chooseFiles(accept: string, multiple = false): Promise<File[]> {
  return new Promise(resolve => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = multiple;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name.replace(/[/\\:*?"<>|]/g, '_');
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
