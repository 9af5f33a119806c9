/** Where stored pages are in the contents drive: `<page id>/<page name>.etlab.json`. */

export const DRIVE = 'etlab';
export const SUFFIX = '.etlab.json';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface IPagePath {
  id: string;
  /** As it stands in the path; the page may have been renamed since. */
  name: string | null;
}

/** The path inside the drive. */
export function localPath(id: string, name: string): string {
  return `${id}/${encodeName(name)}${SUFFIX}`;
}

/** The path as the rest of JupyterLab knows it. */
export function fullPath(id: string, name: string): string {
  return `${DRIVE}:${localPath(id, name)}`;
}

/** What a path inside the drive (or one with the drive's name before it) stands for. */
export function parsePath(path: string): IPagePath | null {
  const local = path.startsWith(`${DRIVE}:`) ? path.slice(DRIVE.length + 1) : path;
  const [id, ...rest] = local.replace(/^\/+|\/+$/g, '').split('/');
  if (!id || !ID.test(id)) {
    return null;
  }
  const last = rest.join('/');
  return { id, name: last ? decodeName(last) : null };
}

// Slashes end a part of a path and colons a drive's name; names of pages may hold both.
function encodeName(name: string): string {
  return name.replace(/[%/\\:]/g, char => encodeURIComponent(char));
}

function decodeName(file: string): string {
  const stem = file.endsWith(SUFFIX) ? file.slice(0, -SUFFIX.length) : file;
  return stem.replace(/%(25|2F|5C|3A)/gi, code => decodeURIComponent(code));
}
