/** What each cause of a failure means and what to do about it, in Portuguese. */
import type { Cause, CauseTexts } from './causes.ts'

export const failures: Record<Cause, CauseTexts> = {
  meta_trouble: {
    says: 'O WhatsApp teve um problema próprio.',
    advice: 'A mensagem está certa: envie de novo. Se continuar, consulte metastatus.com.',
  },
  maintenance: {
    says: 'A Meta fazia manutenção na conta do número.',
    advice: 'Envie de novo em alguns minutos.',
  },
  deregistering: {
    says: 'O número estava sendo removido do WhatsApp e a remoção não terminou bem.',
    advice: 'Remova e registre o número de novo no Gerenciador do WhatsApp; depois envie outra vez.',
  },
  app_calls: {
    says: 'O aplicativo da Meta fez solicitações demais.',
    advice: 'Envie mais tarde e mais devagar. Outros programas com o mesmo aplicativo também contam.',
  },
  account_calls: {
    says: 'A conta comercial fez solicitações demais.',
    advice: 'Envie mais tarde e mais devagar. Todos os números da conta contam juntos.',
  },
  number_pace: {
    says: 'Foi enviado pelo número mais do que ele pode enviar por segundo.',
    advice: 'Envie de novo. Se outro programa envia por este número, deixe-o mais lento.',
  },
  pair_pace: {
    says: 'Esta pessoa recebeu mensagens demais em pouco tempo.',
    advice: 'Aguarde alguns minutos antes de escrever de novo.',
  },
  flow_pace: {
    says: 'A Meta freia o fluxo porque ele responde mal.',
    advice: 'Veja a saúde do fluxo no Gerenciador do WhatsApp, conserte o servidor dele e envie de novo.',
  },
  pin_guesses: {
    says: 'O PIN do número foi digitado errado vezes demais.',
    advice: 'Aguarde o tempo que a Meta indica e registre o número com o PIN certo.',
  },
  number_deleted: {
    says: 'O número foi excluído há poucos instantes.',
    advice: 'Aguarde cinco minutos e registre-o de novo.',
  },
  registrations: {
    says: 'O número foi registrado e removido vezes demais.',
    advice: 'Aguarde 72 horas e registre-o de novo.',
  },
  template_syncing: {
    says: 'A Meta ainda está distribuindo o modelo.',
    advice: 'Envie de novo em dez minutos.',
  },
  person_blocked: {
    says: 'Esta pessoa está na lista de bloqueados do número.',
    advice: 'Tire-a dessa lista se quiser escrever para ela.',
  },
  experiment: {
    says: 'A Meta não entrega marketing a esta pessoa: ela participa de um experimento da Meta.',
    advice: 'Não há o que fazer. Aguarde que ela escreva, ou use outro meio.',
  },
  country: {
    says: 'O número não pode enviar para o país desta pessoa.',
    advice: 'Use outro meio para esta pessoa, ou um número que possa enviar para lá.',
  },
  to_itself: {
    says: 'A mensagem foi endereçada ao próprio número que a envia.',
    advice: 'Corrija o destinatário.',
  },
  not_reachable: {
    says: 'O WhatsApp não consegue entregar neste número.',
    advice:
      'Confira o número com o código do país. A pessoa pode não ter WhatsApp, usar uma versão antiga ou precisar ' +
      'aceitar novos termos. Fale com ela por outro meio.',
  },
  stopped_marketing: {
    says: 'Esta pessoa pediu para não receber mais marketing seu.',
    advice: 'Respeite: tire-a das suas listas de marketing. As outras mensagens continuam chegando.',
  },
  marketing_cap: {
    says: 'O WhatsApp segurou esta mensagem de marketing: a pessoa já recebe muitas.',
    advice: 'Aguarde alguns dias; insistir logo não ajuda. Pode chegar se a pessoa escrever para você.',
  },
  own_marketing_cap: {
    says: 'Esta pessoa já recebeu as mensagens de marketing que a configuração do número permite.',
    advice: 'Envie daqui a alguns dias, ou permita mais nas configurações do número.',
  },
  parameter: {
    says: 'Um valor da mensagem não está como o WhatsApp pede.',
    advice: 'As palavras da Meta dizem qual: corrija e envie de novo.',
  },
  parameter_missing: {
    says: 'Falta na mensagem um valor de que o WhatsApp precisa.',
    advice: 'As palavras da Meta dizem qual: acrescente e envie de novo.',
  },
  not_on_list: {
    says: 'O número é de teste e esta pessoa não está na lista dele.',
    advice: 'Inclua o número dela na lista do número de teste no aplicativo da Meta, ou envie por um número real.',
  },
  window_closed: {
    says: 'Passaram mais de 24 horas desde que a pessoa escreveu.',
    advice: 'Envie um modelo aprovado. Quando ela responder, você poderá escrever livremente de novo.',
  },
  message_type: {
    says: 'O WhatsApp não conhece este tipo de mensagem.',
    advice: 'Envie de outra forma.',
  },
  not_available: {
    says: 'O WhatsApp não conseguiu nos entregar esta mensagem.',
    advice: 'Peça à pessoa que a escreva de novo.',
  },
  scoped_id: {
    says: 'Este tipo de mensagem não pode ir a uma pessoa de quem só se conhece um id, sem número.',
    advice: 'Envie outro tipo de mensagem, ou peça o número à pessoa.',
  },
  max_price: {
    says: 'Este modelo tem um preço máximo, que não serve para este envio.',
    advice: 'Envie-o pelo caminho de mensagens de marketing, a um país que o tenha; ou use um modelo sem preço máximo.',
  },
  other_responder: {
    says: 'Outro atende esta conversa: o aplicativo da empresa, uma pessoa ou outro provedor.',
    advice: 'Nada é enviado até que ela seja devolvida. Termine-a lá e envie de novo.',
  },
  text_too_long: {
    says: 'O texto do modelo ficou longo demais com os valores.',
    advice: 'Use valores mais curtos e envie de novo.',
  },
  template_value: {
    says: 'Um valor para o modelo não está como o modelo pede.',
    advice: 'As palavras da Meta dizem qual: corrija e envie de novo.',
  },
  not_accepted: {
    says: 'A Meta recusou a mensagem sem dizer mais.',
    advice: 'Compare as partes dela com o modelo, corrija e envie de novo.',
  },
  identity_changed: {
    says: 'A pessoa tem outro telefone ou outro WhatsApp que o esperado.',
    advice: 'Certifique-se de que ainda é a mesma pessoa antes de enviar de novo.',
  },
  calling: {
    says: 'O WhatsApp recusou algo relativo a chamadas.',
    advice: 'Veja os ajustes de chamadas do número no Gerenciador do WhatsApp; as palavras da Meta dizem mais.',
  },
  flow: {
    says: 'O WhatsApp recusou o fluxo, ou o bloqueio ou desbloqueio de uma pessoa.',
    advice: 'As palavras da Meta dizem mais: corrija e envie de novo.',
  },
  template_paused: {
    says: 'A Meta pausou o modelo porque houve reclamações.',
    advice: 'Aguarde que a Meta o reative, após 3 ou 6 horas, e envie só a quem o espera.',
  },
  template_disabled: {
    says: 'A Meta desativou o modelo.',
    advice: 'Altere o modelo e envie-o de novo para análise, ou use outro.',
  },
  template_missing: {
    says: 'O modelo não existe neste idioma ou não está aprovado.',
    advice: 'Confira nome e idioma entre os modelos; aguarde a aprovação.',
  },
  template_changed: {
    says: 'Os valores não correspondem ao modelo: ele tem outros que os enviados.',
    advice: 'Veja o modelo como está agora e dê a cada variável o seu valor.',
  },
  template_policy: {
    says: 'O conteúdo do modelo vai contra as regras do WhatsApp.',
    advice: 'Altere o texto e envie-o de novo para análise.',
  },
  flow_blocked: {
    says: 'A Meta bloqueou o fluxo do modelo.',
    advice: 'Conserte o fluxo no Gerenciador do WhatsApp e envie de novo.',
  },
  marketing_off: {
    says: 'Esta conta não pode enviar modelos de marketing por esta via.',
    advice: 'Permita na conta os modelos de marketing pela Cloud API e envie de novo.',
  },
  spam_limit: {
    says: 'Pessoas demais bloquearam ou denunciaram o número, e a Meta o limita.',
    advice: 'Envie menos e só a quem espera. Veja a qualidade do número no Gerenciador do WhatsApp.',
  },
  not_registered: {
    says: 'O número não está registrado no WhatsApp.',
    advice: 'Registre-o no Gerenciador do WhatsApp e envie de novo.',
  },
  number_gone: {
    says: 'O número não existe mais na Meta, ou o token não pode usá-lo.',
    advice: 'Confira o id do número de telefone no bot.',
  },
  display_name: {
    says: 'O nome de exibição do número não está aprovado.',
    advice: 'Obtenha a aprovação de um nome no Gerenciador do WhatsApp e envie de novo.',
  },
  registration: {
    says: 'O registro do número não teve êxito.',
    advice: 'Registre-o de novo no Gerenciador do WhatsApp e envie outra vez.',
  },
  pin: {
    says: 'O PIN do número está errado.',
    advice: 'Registre o número com o PIN certo, ou defina um novo no Gerenciador do WhatsApp.',
  },
  not_verified: {
    says: 'O número não foi verificado.',
    advice: 'Verifique-o por mensagem ou chamada no Gerenciador do WhatsApp e registre-o.',
  },
  misclassified: {
    says: 'A Meta limita a conta: há modelos dela em categoria errada.',
    advice: 'Dê aos modelos a categoria certa; o limite então termina sozinho.',
  },
  payment: {
    says: 'A Meta não consegue cobrar a conta.',
    advice: 'Corrija a forma de pagamento no Gerenciador de Negócios e envie de novo.',
  },
  payment_terms: {
    says: 'Os termos de pagamento não foram aceitos.',
    advice: 'Aceite-os no Gerenciador de Negócios e envie de novo.',
  },
  account_restricted: {
    says: 'A Meta restringe a conta porque ela infringiu uma regra.',
    advice: 'Veja o motivo no Gerenciador de Negócios, em qualidade da conta, e peça uma análise.',
  },
  marketing_api: {
    says: 'Esta conta não pode usar a API de marketing da Meta.',
    advice: 'Veja o motivo no Gerenciador de Negócios; enquanto isso, envie pela Cloud API.',
  },
  account_locked: {
    says: 'A Meta bloqueou a conta.',
    advice: 'Peça uma análise no Gerenciador de Negócios. Antes disso nada pode ser enviado.',
  },
  token: {
    says: 'O token de acesso do bot não é válido, ou a conexão dele com a Meta está mal configurada.',
    advice: 'Dê ao bot um token novo; a verificação dele na Meta diz o que falta.',
  },
  token_permission: {
    says: 'O token de acesso do bot não tem permissão para isto.',
    advice: 'Use um token com whatsapp_business_messaging e whatsapp_business_management, e com esta conta.',
  },
  file_download: {
    says: 'O WhatsApp não conseguiu buscar o arquivo.',
    advice: 'Certifique-se de que o endereço leva ao próprio arquivo, sem login, e envie de novo.',
  },
  file_refused: {
    says: 'O WhatsApp não conseguiu receber o arquivo.',
    advice: 'Confira se ele abre e se o tipo e o tamanho são permitidos; depois envie de novo.',
  },
  file_address: {
    says: 'O endereço do arquivo não respondeu ou não levou a um arquivo.',
    advice: 'Abra o endereço numa janela privada: ele deve levar ao próprio arquivo.',
  },
  file_size: {
    says: 'O arquivo é maior do que o WhatsApp permite para o seu tipo.',
    advice: 'Reduza-o: imagem 5 MB, áudio e vídeo 16 MB, documento 100 MB, figurinha 100 KB.',
  },
  file_type: {
    says: 'O WhatsApp não aceita aqui arquivos deste tipo.',
    advice: 'Converta-o, ou envie-o como documento.',
  },
  too_old: {
    says: 'A mensagem não pôde ser enviada a tempo e foi abandonada.',
    advice: 'As tentativas dela dizem por quê. Conserte e envie de novo se ainda importar.',
  },
  expired: {
    says: 'Passou a hora até a qual se queria a mensagem.',
    advice: 'Envie de novo com uma hora posterior se ainda importar.',
  },
  number_changed: {
    says: 'Saiu de um número que o bot não tem mais; pode ter chegado.',
    advice: 'Pergunte à pessoa antes de enviar de novo.',
  },
  account_changed: {
    says: 'O modelo dela era da conta comercial anterior do bot.',
    advice: 'Envie de novo com um modelo da conta atual.',
  },
  bot_deleted: {
    says: 'O bot foi excluído antes que a mensagem fosse enviada.',
    advice: 'Envie com outro bot se ainda importar.',
  },
  other: {
    says: 'O WhatsApp recusou a mensagem por um motivo que não está nos documentos dele.',
    advice: 'As palavras da Meta podem ajudar; o suporte dela pode procurar o código.',
  },
}
