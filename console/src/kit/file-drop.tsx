/** A place for a file: dropped on it, or chosen by the button. */
import type { ReactNode } from 'react'
import { DropZone, FileTrigger, Text } from 'react-aria-components'
import { Button } from './button.tsx'

type Props = {
  label: string
  action: string
  types: readonly string[]
  onFile: (file: File) => void
  children?: ReactNode
}

export function FileDrop({ label, action, types, onFile, children }: Props) {
  return (
    <DropZone
      className="drop"
      onDrop={({ items }) => {
        const found = items.find((item) => item.kind === 'file')
        if (found?.kind === 'file') void found.getFile().then(onFile)
      }}
    >
      <Text slot="label">{label}</Text>
      <FileTrigger
        acceptedFileTypes={[...types]}
        onSelect={(files) => {
          const [file] = files ?? []
          if (file) onFile(file)
        }}
      >
        <Button>{action}</Button>
      </FileTrigger>
      {children}
    </DropZone>
  )
}
