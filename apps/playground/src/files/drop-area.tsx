import { type ReactNode, useRef, useState } from 'react';
import { filesOf, type NamedFile } from './dropped-files';

interface Props {
  /** Accept folders, with subfolders as class names. */
  folders?: boolean;
  multiple?: boolean;
  /** Kinds of files that the picker offers, as in the attribute of an input. Default: images. */
  accept?: string;
  pickLabel: string;
  onFiles(files: NamedFile[]): void;
  children?: ReactNode;
  /** Further buttons beside those that pick files. */
  actions?: ReactNode;
}

/** Takes files that are dropped, pasted or picked. */
export function DropArea({
  folders = false,
  multiple = false,
  accept = 'image/*',
  pickLabel,
  onFiles,
  children,
  actions,
}: Props) {
  const input = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const picked = (list: FileList | null) => {
    const files = [...(list ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
    if (files.length > 0) onFiles(multiple ? files : files.slice(0, 1));
  };
  return (
    <fieldset
      className={`drop-area ${over ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void filesOf(event.dataTransfer).then((files) => {
          if (files.length > 0) onFiles(multiple ? files : files.slice(0, 1));
        });
      }}
      onPaste={(event) => picked(event.clipboardData.files)}
    >
      {children}
      <div className="button-row">
        <button type="button" className="button tiny" onClick={() => input.current?.click()}>
          {pickLabel}
        </button>
        {folders ? (
          <button type="button" className="button tiny" onClick={() => folderInput.current?.click()}>
            Pick a folder
          </button>
        ) : null}
        {actions}
      </div>
      <input
        ref={input}
        type="file"
        accept={accept}
        multiple={multiple}
        hidden
        aria-label={pickLabel}
        onChange={(event) => {
          picked(event.target.files);
          event.target.value = '';
        }}
      />
      {folders ? (
        <input
          ref={(element) => {
            folderInput.current = element;
            element?.setAttribute('webkitdirectory', '');
          }}
          type="file"
          multiple
          hidden
          aria-label="Pick a folder"
          onChange={(event) => {
            picked(event.target.files);
            event.target.value = '';
          }}
        />
      ) : null}
    </fieldset>
  );
}
