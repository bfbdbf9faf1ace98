"""What is complained of in a certificate or a handshake is read from what clients print."""

import pytest

from portwise.model.reading import Certified
from portwise.read.readers import understood

PRINTED = {
    "Verify return code: 10 (certificate has expired)": ("expired",),
    "tls: failed to verify certificate: x509: certificate is valid for a.example, not b.example": ("name mismatch",),
    "curl: (60) SSL: no alternative certificate subject name matches target host name 'b'": ("name mismatch",),
    "Error: self-signed certificate in certificate chain": ("self-signed",),
    "PKIX path building failed: unable to find valid certification path": ("unknown issuer",),
    "SSL routines:ssl3_get_record:wrong version number": ("protocol",),
    "tlsv1 alert unrecognized name": ("name refused",),
    "remote error: tls: certificate required": ("client certificate",),
    "Verify return code: 0 (ok)": ("",),
    "the certificate of my course": (),
}


@pytest.mark.parametrize("printed", PRINTED, ids=lambda printed: printed[:40])
def test_the_complaint_is_told_in_one_word(printed):
    """Whoever wrote it."""
    assert PRINTED[printed] == tuple(noted.sign.problem for noted in understood(printed).signs(Certified))


def test_subject_and_issuer_are_kept():
    """They tell who signed it: a product, a company, the server itself."""
    text = understood("subject=CN = shop.example\nissuer=C = US, O = Zscaler Inc., CN = Zscaler Root CA")

    assert [Certified("", "CN = shop.example", "C = US, O = Zscaler Inc., CN = Zscaler Root CA")] == [
        noted.sign for noted in text.signs(Certified)
    ]
