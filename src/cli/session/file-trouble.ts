const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left',
  ENOTDIR: 'part of the path is not a folder',
  EROFS: 'the file system is read-only',
};

/** Why a file cannot be read or written, in words where the code is a usual one. */
export function fileTrouble({ code }: { readonly code: unknown }): string {
  const name = String(code);
  const reason = REASONS[name];
  return reason === undefined ? name : `${reason}, ${name}`;
}
