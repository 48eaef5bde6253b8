// A webhook receiver: verifies the signature, then prints the event.
// RECADO_WEBHOOK_SECRET=whsec_… go run receiver.go
package main

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

const tolerance = 5 * time.Minute

func isSigned(key []byte, header http.Header, body []byte) bool {
	timestamp := header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(header.Get("webhook-id") + "." + timestamp + "."))
	mac.Write(body)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, given := range strings.Split(header.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(given), []byte(expected)) {
			return true
		}
	}
	return false
}

func main() {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("RECADO_WEBHOOK_SECRET"), "whsec_"))
	if err != nil {
		log.Fatal("RECADO_WEBHOOK_SECRET is no secret of a bot: ", err)
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "4000"
	}
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(response, request.Body, 1<<20))
		if err != nil || !isSigned(key, request.Header, body) {
			response.WriteHeader(http.StatusUnauthorized)
			return
		}
		if !bytes.HasPrefix(body, []byte("[")) { // a batch is a list already
			body = slices.Concat([]byte("["), body, []byte("]"))
		}
		var events []struct{ Event, EventID string }
		if json.Unmarshal(body, &events) != nil {
			response.WriteHeader(http.StatusBadRequest)
			return
		}
		// Store each here under its eventId, since it may arrive again. Answer first, work afterwards.
		response.WriteHeader(http.StatusOK)
		for _, event := range events {
			fmt.Println(cmp.Or(event.Event, "message"), event.EventID)
		}
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}
