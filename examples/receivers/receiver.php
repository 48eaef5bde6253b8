<?php
// A webhook receiver: verifies the signature, then logs the event.
// RECADO_WEBHOOK_SECRET=whsec_… php -S 127.0.0.1:4000 receiver.php
declare(strict_types=1);

const TOLERANCE_SECONDS = 300;

function isSigned(array $headers, string $body): bool
{
    $key = base64_decode(preg_replace('/^whsec_/', '', (string) getenv('RECADO_WEBHOOK_SECRET')));
    $id = $headers['HTTP_WEBHOOK_ID'] ?? '';
    $timestamp = $headers['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
    if (!ctype_digit($timestamp) || abs(time() - (int) $timestamp) > TOLERANCE_SECONDS) {
        return false;
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    foreach (explode(' ', $headers['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $given) {
        if (hash_equals($expected, $given)) {
            return true;
        }
    }
    return false;
}

$body = (string) file_get_contents('php://input');
if (!isSigned($_SERVER, $body)) {
    http_response_code(401);
    return;
}
$events = json_decode($body, true);
// A batch is a list. Store each event here under its eventId, since it may arrive again. Answer first, work afterwards.
http_response_code(200);
foreach (array_is_list($events) ? $events : [$events] as $event) {
    file_put_contents('php://stdout', ($event['event'] ?? 'message') . ' ' . $event['eventId'] . "\n", FILE_APPEND);
}
