"""What speaks for certificates: dates, names, trust, those of clients, those that a server cannot load."""

from __future__ import annotations

from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import both, either, unless

EXPIRED = (
    r"\bcert\w* (?:has |is |was )?expired\b|\bcert_has_expired\b|\berr_cert_date_invalid\b|"
    r"\bsec_error_expired_\w+|\bnot yet valid\b|\bcert_not_yet_valid\b|\bexpired or is not yet valid\b|"
    r"\bcertificateexpiredexception\b|\bcertificatenotyetvalid\w*|\bnottimevalid\b|\bnotafter: |"
    r"\bcertificate (?:expired|out of date)\b|\balert certificate expired\b|\bsec_e_cert_expired\b|"
    r"\bmozilla_pkix_error_not_yet_valid\w*|\bcertexpired\b|\bexpiredcert\w*"
)
NAME = (
    r"\berr_cert_common_name_invalid\b|\bertlscertaltname\w*|\berr_tls_cert_altname_invalid\b|"
    r"\bno alternative certificate subject name\b|\bssl_error_bad_cert_domain\b|"
    r"\bcertificate is (?:valid for|not valid for)\b|"
    r"\bdoesn't contain any ip sans\b|\bip sans\b|\bhostname mismatch\b|\bip address mismatch\b|"
    r"\bdoes not match (?:the )?(?:certificate|target host|host|certificate's)\b|"
    r"\bdoesn't match (?:either of|the|certificate's)\b|\baltnames?\b|\bremotecertificatenamemismatch\b|"
    r"\bno subject alternative (?:names?|dns)\b|\bcommon name\b.{0,30}\b(?:mismatch|legacy|doesn't|"
    r"does not|match)|\bhostname/ip does not match\b|\bcertificate\b.{0,40}\bname mismatch\b|"
    r"\bcert_e_cn_no_match\b|\bcertificatenotvalidforname\b|\binvalidcertificate\(notvalidforname\b|"
    r"\bdid not match expected cn\b|\bserver certificate does not match\b|\bpeer certificate cn\b|"
    r"\bcertificate name\b.{0,30}\bmatch"
)
ISSUER = (
    r"\bself[- ]signed\b|\bdepth_zero_self_signed_cert\b|\bself_signed_cert_in_chain\b|"
    r"\bunable to (?:get (?:local )?issuer|verify the first) certificate\b|\bunable_to_(?:get_issuer_cert|"
    r"verify_leaf)\w*|\bunknown authority\b|\bpkix path (?:building|validation) failed\b|"
    r"\bvalid certification path\b|\berr_cert_authority_invalid\b|\bsec_error_unknown_issuer\b|"
    r"\bmozilla_pkix_error_\w*self_signed\w*|\buntrustedroot\b|\bpartialchain\b|\bunknownissuer\b|"
    r"\bunknown ca\b|\bcertificate (?:is )?not trusted\b|\buntrusted certificate\b|"
    r"\bremotecertificatechainerrors\b|\bcertificate verify failed\b|\bcertificate_verify_failed\b|"
    r"\bcert_untrusted\w*|\bcaused by untrusted\b|(?<!\w)-1202\b|"
    r"\bsecure connection\b.{0,40}\bcannot be verified\b|\bserver certificate (?:is )?(?:not|un)trusted\b|"
    r"\bno ca certificate|\btrust anchor\b|\bcouldn't verify certificate\b"
)
CLIENT = (
    r"\bno required ssl certificate was sent\b|\bcertificate required\b|\bcertificate_required\b|"
    r"\berr_bad_ssl_client_auth_cert\b|\berr_ssl_client_auth\w*|\bssl_verify_client\b|\bsslverifyclient\b|"
    r"\bm-?tls\b|\bmutual (?:tls|ssl|authentication)\b|\bdidn't provide a certificate\b|"
    r"\bpeer did not return a certificate\b|\bssl_error_rx_certificate_required_alert\b|"
    r"\bclient certificates?\b|\bssl_error_handshake_failure_alert\b|\balert bad certificate\b|"
    r"\bbad_certificate\b|\bssl certificate error\b|\bclient-?auth\b|\bclient cert(?:ificate)?\b|"
    r"\brequireandverifyclientcert\b|\bssl_error_bad_cert_alert\b"
)
DATES = (
    Lead(
        "certificate-expired-or-clock-skew",
        "the dates of the certificate are what is complained of",
        4.5,
        says(EXPIRED),
    ),
    Lead(
        "certificate-expired-or-clock-skew",
        "a clock is wrong",
        4,
        says(
            r"\b(?:clock|(?<!a )(?<!the same )(?:time|date))\b(?! with\b).{0,30}"
            r"\b(?:skew|wrong|off by|behind|ahead|drift\w*|out of sync|jump\w*|"
            r"19\d\d|incorrect|not set|unsynchroni[sz]ed)\b|\byour clock is (?:ahead|behind)\b|\bcmos\b|"
            r"\bntp\w*\b.{0,30}\b(?:inactive|no|not|off|sync)|\bsystem clock synchronized: no\b|\btimedatectl\b|"
            r"\b(?:no|without(?: an?y?)?|lacks? an?|lacking an?|has no|missing)(?: (?:real[- ]time|hardware|own|"
            r"battery[- ]backed|working|internal|reliable)){0,2} (?:clock|rtc|ntp|time (?:source|server|sync\w*))\b|"
            r"\b(?:no|blocks?|blocked|forbids?|without)(?: \w+)? ntp\b|"
            r"\bw32tm\b|\bsntp\b|\bhwclock\b"
        ),
    ),
    Lead(
        "certificate-expired-or-clock-skew",
        "a renewal is spoken of",
        1.5,
        says(
            r"\bcertbot (?:renew|"
            r"certificates)\b|\brenew(?:ed|al|ing)?\b.{0,40}\bcert\w*|"
            r"\bcert\w*\b.{0,40}\brenew\w*|\bnotafter=|\bexpir(?:y|es|ation)\b.{0,30}\b(?:date|on|yesterday|today|"
            r"last)|\bacme(?:\.sh|[- ](?:challenge|client|protocol|server|account|v2)|v2)\b|"
            r"\bdst root ca x3\b|\bisrg root\b"
        ),
    ),
)
HOSTNAME = (
    Lead("certificate-hostname-mismatch", "the name of the certificate is what is complained of", 4.5, says(NAME)),
    Lead(
        "certificate-hostname-mismatch",
        "the certificate is for other names",
        1,
        says(
            r"\bsubjectaltname\b|"
            r"\bsubject alternative names?\b|\bdns:\S+(?:, ?dns:\S+)*|"
            r"\bsans?\b.{0,20}\b(?:only|contains?|lists?|include|missing|has)\b|\bwildcard cert\w*"
        ),
    ),
    Lead(
        "certificate-hostname-mismatch",
        "by address the certificate is asked for a number",
        1,
        lambda text: both(fails(text, "by-ip"), works(text, "by-name")),
    ),
)
TRUST = (
    Lead("certificate-untrusted", "nobody trusted stands behind the certificate", 3.5, says(ISSUER)),
    Lead(
        "certificate-untrusted",
        "an authority of one's own is spoken of",
        1.5,
        says(
            r"\bmkcert\b|\bdotnet dev-certs\b|\bminica\b|\bstep-ca\b|\bprivate ca\b|\binternal ca\b|"
            r"\b(?:corporate|company|own|custom|internal|local) (?:root )?(?:ca|certificate authority)\b|"
            r"\bnode_extra_ca_certs\b|\brequests_ca_bundle\b|\bssl_cert_file\b|\bcacerts\b|\bkeytool\b|"
            r"\btrust ?store\b|\bupdate-ca-(?:certificates|trust)\b|\bkeychain\b|\bintermediate\b|\bfullchain\b|"
            r"\bca[- ]bundle\b|\bcafile\b"
        ),
    ),
    Lead("certificate-untrusted", "with verification off it works", 2, lambda text: works(text, "insecure")),
    Lead("certificate-untrusted", "the certificate's dates or its name are complained of", -2.5, says(EXPIRED, NAME)),
)
MUTUAL = (
    Lead("client-certificate-required", "the server asks for a certificate of the client", 4, says(CLIENT)),
    Lead(
        "client-certificate-required",
        "with a certificate and key of the client it works",
        3,
        says(
            r"\b(?:--cert|--key|-cert|-e)\b.{0,60}\b(?:works?|200|ok|fine)\b|"
            r"\bacceptable client certificate ca names\b|\brequest cert \(13\)|"
            r"\btlsv?1\.\d \(in\), tls handshake, request cert\b|\bclient-certificate-data\b"
        ),
    ),
    Lead(
        "client-certificate-required",
        "the server's own certificate is complained of",
        -1.5,
        lambda text: unless(text.find(EXPIRED, ISSUER, NAME), text.find(CLIENT)),
    ),
)
SERVER = (
    Lead(
        "tls-configuration-breaks-server",
        "the server says that it cannot load its certificate or key",
        5,
        says(
            r"\bcannot load certificate\b|\bssl_ctx_use_(?:privatekey|certificate)\w*|\bkey values mismatch\b|"
            r"\bkey_values_mismatch\b|\bno \"?ssl_certificate\"? is defined\b|\bbio_new_file\(\) failed\b|"
            r"\bah0(?:2572|2561|2564|2565|2203|2568)\b|\bfailed to configure at least one certificate\b|"
            r"\bkeystore (?:password was incorrect|was tampered|.{0,40}not found)|"
            r"\bpem routines\b|\bno start line\b|\bpem_read_bio\w*|\bcannot load private key\b|"
            r"\bunable to load (?:ssl )?(?:certificate|private key)\b|\benoent\b.{0,80}\.(?:pem|key|crt|cert|pfx|"
            r"p12)\b|\btls: (?:private key does not match|failed to find any pem|failed to parse)\b|"
            r"\bcould not load (?:server )?(?:certificate|private key|key ?store)\b|"
            r"\bprivate key file .{0,80}(?:group or world access|permission)|\bfailed to load (?:ssl|tls|keystore|"
            r"certificate|private key)\b|\bunable to start https endpoint\b|"
            r"\bno server certificate was specified\b|\bthe certificate chain file\b|\bbad decrypt\b|"
            r"\bee key too small\b.{0,80}\bemerg\b|"
            r"\bssl_error_no_certificate\b|\bpermission denied\b.{0,60}\bprivkey\b|"
            r"\bah02(?:312|577|578)\b|\bunable to read pass ?phrase\b"
        ),
    ),
    Lead(
        "tls-configuration-breaks-server",
        "port 443 refuses while port 80 answers",
        3,
        lambda text: either(
            both(works(text, "http"), fails(text, "https"), met(text, "refused")),
            text.find(
                r"\b(?:port )?443\b.{0,40}\b(?:refused|closed|nothing|not listening|isn't listening)\b.{0,100}\b80\b|"
                r"\b80\b.{0,60}\b(?:works?|answers|open|fine|ok|listen\w*)\b.{0,60}\b443\b",
                r"\b(?:stop(?:s|ped)?|no longer|not|n't|never|nothing)\b(?: \w+){0,3} (?:on|at) (?:port )?443\b.{0,60}"
                r"\b80\b.{0,30}\b(?:works?|answers?|responds?|open|fine|ok|listen\w*|serves?|goes on)\b",
            ),
        ),
    ),
    Lead(
        "tls-configuration-breaks-server",
        "https stopped after a certificate was changed or issued",
        2,
        says(
            r"\b(?:after|since)\b.{0,60}\b(?:certbot|renew\w*|new cert\w*|let'?s encrypt|install\w* (?:the |"
            r"a )?(?:ssl|cert)\w*|adding (?:ssl|tls|https)|enabl\w+ (?:ssl|tls|https)|"
            r"chang\w+ (?:the )?cert\w*)\b.{0,120}\b(?:refus|start|fail|down|exit|won't|not|dead)\w*"
        ),
    ),
    Lead(
        "tls-configuration-breaks-server",
        "no failure to start and no refusal",
        -1.5,
        lambda text: unless(
            met(text, "tls-error", "timeout"),
            met(text, "refused"),
            text.find(r"\b(?:fail\w*|unable|cannot|won't) (?:to )?(?:start|load|bind)\b|\bemerg\b|\bexit\w*\b|\bpem\b"),
        ),
    ),
)
LEADS = (*DATES, *HOSTNAME, *TRUST, *MUTUAL, *SERVER)
