/** Whole receivers that verify signatures, as they stand in examples/receivers, where a test runs them. */
import go from '../../../../examples/receivers/receiver.go?raw'
import java from '../../../../examples/receivers/receiver.java?raw'
import node from '../../../../examples/receivers/receiver.mjs?raw'
import php from '../../../../examples/receivers/receiver.php?raw'
import python from '../../../../examples/receivers/receiver.py?raw'

export const receivers = [
  { language: 'Node', code: node },
  { language: 'Python', code: python },
  { language: 'PHP', code: php },
  { language: 'Go', code: go },
  { language: 'Java', code: java },
] as const
