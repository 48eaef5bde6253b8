/** Every kind of message, from both sides, in each state: for the page of all components. */
import type { Message } from '../../../../drawing/content.ts'
import { MessageRow } from '../../../../drawing/message.tsx'
import { Drawing } from '../../kit/drawing.tsx'
import { Card } from '../../kit/page.tsx'
import { contents, states } from './contents.ts'

const at = new Date(2026, 4, 4, 10, 30).getTime()

const messages: Message[] = contents.map((content, index) => ({
  id: `drawn-${index}`,
  side: index % 3 === 2 ? 'theirs' : 'mine',
  who: index % 3 === 2 ? 'Ana' : 'Recado',
  at,
  state: index % 3 === 2 ? undefined : states[index % states.length],
  content,
  quoted: index === 4 ? { id: 'drawn-0', who: 'Recado', text: '*Hola* Ana' } : undefined,
  reactions: index === 2 ? ['👍', '❤️'] : [],
}))

export function Messages() {
  return (
    <Card title="messages">
      <div className="whatsapp whatsapp-chat drawn">
        <Drawing>
          {messages.map((message) => (
            <MessageRow key={message.id} message={message} />
          ))}
        </Drawing>
      </div>
    </Card>
  )
}
