/** The texts of the page of the sandbox, in Portuguese. */
import type { sandbox as en } from '../en/sandbox.ts'

export const sandbox: Record<keyof typeof en, string> = {
  'sandbox.lead': 'Um WhatsApp só desta instalação: nada chega a uma pessoa real.',
  'sandbox.none': 'Aqui não há sandbox',
  'sandbox.none_do': 'Todos os bots estão conectados à Meta. Inicie o gateway com RECADO_SANDBOX=on para ter um.',
  'sandbox.phones': 'Telefones',
  'sandbox.try': 'Provocar algo',
  'sandbox.try_about':
    'Estes comandos falam com o próprio sandbox e não precisam de chave. O endereço é o que o gateway usa.',
  'sandbox.writes': 'Uma pessoa escreve',
  'sandbox.fails': 'As mensagens a uma pessoa são aceitas e falham depois',
  'sandbox.review': 'Os modelos novos esperam uma análise à mão',
  'sandbox.reset': 'Tudo como no início',
  'sandbox.docs': 'Tudo o que pode fazer',
  'sandbox.guide': 'Testes, no guia',
  'sandbox.open': 'Abrir o telefone',
}
