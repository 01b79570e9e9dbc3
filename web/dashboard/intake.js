/**
 * Files out of a drop, a choice or a paste. Folders are walked; what cannot hold metrics by its name is
 * passed over unread and kept count of, so that a folder full of weights costs nothing. Files of folders
 * are called by their path, by which runs are named and joined.
 */

/** @typedef {{ readonly name: string, readonly data: File }} NamedFile */

/**
 * @typedef {object} Intake
 * @property {readonly (File | NamedFile)[]} files to be read
 * @property {readonly string[]} passedOver names of those that were not read
 * @property {boolean} isFolder at least one folder was walked: nobody chose each of its files
 */

/** Files that a walk finds before it stops; one that holds more is not a folder of runs. */
const FILES_MAX = 20_000;
const READ_MAX = 2000;
/** Names that logs, states and lists of checkpoints have. */
const READABLE = /\.(json|jsonl|ndjson|txt|log|out)(\.gz)?$/i;
/** Folders in which nobody keeps runs. */
const FOREIGN_FOLDER = /^(\.git|node_modules|__pycache__|\.venv|venv|\.cache)$/;

/** The browser hands over no file of a folder: Chromium does not, to a page that was opened from disk. */
export class FolderError extends Error {
  /** @param {string} folder its name @param {unknown} cause */
  constructor(folder, cause) {
    super(`${folder} cannot be walked`, { cause });
    this.name = 'FolderError';
    this.folder = folder;
  }
}

/** Whether this browser says what is in a folder that is dropped. */
export function canWalkFolders() {
  return (
    typeof DataTransferItem !== 'undefined' && 'webkitGetAsEntry' in DataTransferItem.prototype
  );
}

/** Whether this browser lets a person choose a folder. */
export function canChooseFolder() {
  return typeof HTMLInputElement !== 'undefined' && 'webkitdirectory' in HTMLInputElement.prototype;
}

/** Whether a drag carries files. @param {DataTransfer | null} transfer */
export function carriesFiles(transfer) {
  return transfer !== null && [...transfer.types].includes('Files');
}

/**
 * The files of a drop. Must be called while the event is handled, because the browser empties the
 * transfer afterwards; the walk itself may take longer. Throws a FolderError where a folder stays shut.
 * @param {DataTransfer} transfer
 * @param {AbortSignal} signal
 * @returns {Promise<Intake>}
 */
export async function filesOfDrop(transfer, signal) {
  const plain = [...transfer.files];
  const entries = canWalkFolders()
    ? [...transfer.items]
        .filter((item) => item.kind === 'file')
        .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }))
    : [];
  if (!entries.some(({ entry }) => entry?.isDirectory)) {
    return { files: plain, passedOver: [], isFolder: false };
  }
  /** @type {(File | NamedFile)[]} */
  const files = [];
  /** @type {FileSystemFileEntry[]} */
  const found = [];
  for (const { entry, file } of entries) {
    if (entry?.isDirectory) await walk(entry, found, signal);
    else if (file) files.push(file);
  }
  const isRead = chooser();
  /** @type {string[]} */
  const passedOver = [];
  for (const entry of found) {
    const name = entry.fullPath.replace(/^\//, '');
    if (isRead(name)) files.push({ name, data: await fileOf(entry) });
    else passedOver.push(name);
  }
  return { files, passedOver, isFolder: true };
}

/**
 * The files of a chosen folder.
 * @param {Iterable<File>} chosen
 * @returns {Intake}
 */
export function filesOfFolder(chosen) {
  const isRead = chooser();
  /** @type {NamedFile[]} */
  const files = [];
  /** @type {string[]} */
  const passedOver = [];
  const named = [...chosen].map((data) => ({ name: data.webkitRelativePath || data.name, data }));
  for (const file of named.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isRead(file.name)) files.push(file);
    else passedOver.push(file.name);
  }
  return { files, passedOver, isFolder: true };
}

/**
 * The files or the text of a paste, text as a file of the given name.
 * @param {DataTransfer | null} clipboard
 * @param {string} name
 * @returns {readonly File[]}
 */
export function filesOfPaste(clipboard, name) {
  if (!clipboard) return [];
  if (clipboard.files.length > 0) return [...clipboard.files];
  const text = clipboard.getData('text/plain');
  return text.trim() === '' ? [] : [new File([text], name, { type: 'application/json' })];
}

/**
 * How many names end alike, most first: "1,200 .safetensors".
 * @param {readonly string[]} names
 * @returns {readonly (readonly [ending: string, count: number])[]} "" for those without an ending
 */
export function countsByEnding(names) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const name of names) {
    const ending = /[^/]\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  return [...counts].toSorted(([, left], [, right]) => right - left);
}

/** Says of one name after the other whether that file is worth reading. @returns {(name: string) => boolean} */
function chooser() {
  let count = 0;
  return (name) => {
    const isForeign = name
      .split('/')
      .slice(0, -1)
      .some((folder) => FOREIGN_FOLDER.test(folder));
    if (isForeign || !READABLE.test(name) || count >= READ_MAX) return false;
    count += 1;
    return true;
  };
}

/**
 * Adds the files below a folder, in the order of their names.
 * @param {FileSystemEntry} entry
 * @param {FileSystemFileEntry[]} found
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
async function walk(entry, found, signal) {
  if (found.length >= FILES_MAX || signal.aborted) return;
  if (entry.isFile) {
    found.push(/** @type {FileSystemFileEntry} */ (entry));
    return;
  }
  if (FOREIGN_FOLDER.test(entry.name)) return;
  const folder = /** @type {FileSystemDirectoryEntry} */ (entry);
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const children = [];
  // A reader hands a folder over in batches and ends with an empty one.
  for (;;) {
    const batch = await batchOf(reader, folder.name);
    if (batch.length === 0) break;
    children.push(...batch);
  }
  children.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const child of children) await walk(child, found, signal);
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
function fileOf(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/**
 * @param {FileSystemDirectoryReader} reader
 * @param {string} folder
 * @returns {Promise<FileSystemEntry[]>}
 */
function batchOf(reader, folder) {
  return new Promise((resolve, reject) => {
    reader.readEntries(resolve, (error) => reject(new FolderError(folder, error)));
  });
}
