"""What to do about a server whose certificate cannot be trusted, in Swedish."""

import ssl

_REMEDIES = {  # X509_V_ERR_…
    9: "certifikatet gäller inte än: kontrollera maskinens klocka",
    10: "certifikatet har gått ut: be den som sköter servern förnya det, och kontrollera maskinens klocka",
    18: "servern har utfärdat sitt certifikat själv: lägg det bland maskinens betrodda (update-ca-certificates)",
    19: "ingen betrodd har utfärdat certifikatet: lägg utfärdarens bland maskinens betrodda (update-ca-certificates)",
    20: "utfärdaren är okänd: lägg dess certifikat bland maskinens betrodda (update-ca-certificates)",
    21: "servern visar inte hela kedjan: be den som sköter servern skicka med mellanliggande certifikat",
    62: "certifikatet gäller ett annat namn: skriv det namnet i [{section}] server",
    64: "certifikatet gäller ett namn och inte en IP-adress: skriv namnet i [{section}] server",
}
_OTHERWISE = "certifikatet går inte att lita på: visa svaret för den som sköter servern"


def certificate_remedy(error: ssl.SSLCertVerificationError, section: str) -> str:
    """`section` is the part of the configuration that names the server."""
    return _REMEDIES.get(error.verify_code, _OTHERWISE).format(section=section)
