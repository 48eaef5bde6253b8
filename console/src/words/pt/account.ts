/** The texts of one's own account, in Portuguese. */
import type { account as en } from '../en/account.ts'

export const account: Record<keyof typeof en, string> = {
  'account.lead': 'Sua senha, seu segundo fator e suas sessões abertas.',
  'account.on': 'Ativado',
  'account.off': 'Desativado',
  'account.next': 'Próximo',
  'account.second_factor': 'Segundo fator',
  'account.password_now': 'Senha atual',
  'account.password_new': 'Senha nova',
  'account.password_hint': 'De 12 a 128 caracteres; uma frase é boa.',
  'account.password_change': 'Mudar a senha',
  'account.password_changed': 'A senha mudou e as outras sessões terminaram',
  'account.totp_about': 'Junto à senha, um código de um autenticador no seu telefone: quem só sabe a senha não entra.',
  'account.totp_start': 'Configurar',
  'account.totp_remove': 'Remover',
  'account.totp_remove_about': 'Depois basta a senha para entrar.',
  'account.totp_removed': 'O segundo fator foi removido',
  'account.totp_password': 'Primeiro sua senha, para que ninguém mais nesta tela possa fazê-lo.',
  'account.totp_secret_about':
    'Escaneie isto com seu autenticador, digite o segredo à mão ou, se ele está neste dispositivo, adicione-o',
  'account.totp_here': 'com este link',
  'account.totp_picture': 'Código QR do segredo',
  'account.totp_secret': 'Segredo para o autenticador',
  'account.totp_code': 'O código que ele mostra',
  'account.totp_confirm': 'Ativar',
  'account.totp_on': 'O segundo fator está ativado',
  'account.recovery': 'Códigos de recuperação',
  'account.recovery_about':
    'Se você perder o autenticador, cada um destes códigos serve uma vez. São mostrados só agora: guarde-os ' +
    'onde guarda o importante.',
}
