#!/bin/sh
# Makes the lab's certificates: certificates.sh FOLDER, with lab.key in it.  The keys of the authorities are thrown
# away, so that nobody can sign with them; lab.key is public and protects nothing.
set -eu
cd "$1"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
far=21200101000000Z

settings() {
    : >"$made/index"; rm -f "$made/index.attr"
    cat <<END
[ca]
default_ca = one
[one]
database = $made/index
new_certs_dir = $made
rand_serial = yes
default_md = sha256
unique_subject = no
policy = any
[any]
commonName = supplied
[ext]
$1
END
}

# issue FILE NAME EXTENSIONS FROM UNTIL AUTHORITY [KEY]; the authority "self" signs with the key itself
issue() {
    openssl req -new -key "${7:-lab.key}" -subj "/CN=$2" -out "$made/csr"
    settings "$3" >"$made/conf"
    case $6 in
        self) by="-selfsign -keyfile ${7:-lab.key}" ;;
        *) by="-cert $6.crt -keyfile $made/$6.key" ;;
    esac
    # shellcheck disable=SC2086
    openssl ca -batch -notext -config "$made/conf" -extensions ext -in "$made/csr" -out "$1.crt" \
        -startdate "$4" -enddate "$5" $by 2>/dev/null
}

names="subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1"
authority="basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash"

for key in ca middle scanner; do openssl ecparam -name prime256v1 -genkey -noout -out "$made/$key.key"; done
issue ca "Lab Authority" "$authority" 20200101000000Z $far self "$made/ca.key"
issue middle "Lab Intermediate" "$authority" 20200101000000Z $far ca "$made/middle.key"
issue scanner "ESET SSL Filter CA" "$authority" 20200101000000Z $far self "$made/scanner.key"
issue inspected localhost "$names" 20200101000000Z $far scanner
issue faded "Lab Intermediate" "$authority" 20200101000000Z 20210304000000Z ca "$made/middle.key"
issue good localhost "$names" 20200101000000Z $far ca
issue expired localhost "$names" 20200101000000Z 20210304000000Z ca
issue early localhost "$names" 21100101000000Z $far ca
issue other other.test "subjectAltName = DNS:other.test, DNS:*.other.test" 20200101000000Z $far ca
issue bare localhost "basicConstraints = CA:FALSE" 20200101000000Z $far ca
issue below localhost "$names" 20200101000000Z $far middle
issue lapsed other.test "subjectAltName = DNS:other.test" 20200101000000Z 20210304000000Z self
