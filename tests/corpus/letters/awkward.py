"""Close to midnight, links instead of documents, mails that are broken or odd, and thanks."""

from tests.corpus.build import boundary, hop
from tests.corpus.files import File, docx, jpeg, odt, pdf, scanned, txt, winmail, xlsx, zip_file, zipped
from tests.corpus.letter import UPPFOLJNING, Letter, Program
from tests.corpus.letters.people import (
    ANNA,
    BERIT,
    EKONOMI,
    FATIMA,
    INGELA,
    JONAS,
    KANSLIET,
    KARIN,
    LEIF,
    LOVISA,
    MIKAEL,
    NORDLYKTAN,
    PER_OLOF,
    SAMUEL,
    TUULA,
)
from tests.corpus.parts import Part, attached, encoded, multipart, text

_MX, _MAIL = "mx1.exempelkommunen.example", "mail.exempelkommunen.example"
_INTO_MAIL = f"{_MX} ({_MX} [192.0.2.10])"

LATE = [
    Letter(
        name="141-sent-inkommet-2341-brevlådan-efter-midnatt",
        program=Program.OUTLOOK,
        sender=LEIF,
        at="2025-05-16 23:41:07",
        delay=1573,
        subject="SV: Påminnelse [BV-12-H]",
        thread="BV-12-H/2",
        text="Hej, sent men i tid hoppas jag. Planen igen, nu komplett med datum.\nLeif",
        files=[
            docx(
                "Åtgärdsplan Granbacken slutlig.docx",
                "# Åtgärdsplan",
                "Vikariepool från 1 juni. Ansvarig: Leif Östergren.",
            )
        ],
    ),
    Letter(
        name="142-sent-inkommet-två-sekunder-före-midnatt",
        program=Program.GMAIL,
        sender=KARIN,
        at="2025-05-14 23:59:58",
        delay=6,
        subject="BV-31-M åtgärdsplan",
        text="Planen för Söder. Karin",
        files=[
            pdf(
                "Söder plan.pdf",
                "Åtgärdsplan Havsvikens hemtjänst Söder",
                "Avvikelser tas upp varje torsdag. Ansvarig: gruppledaren.",
            )
        ],
    ),
    Letter(
        name="143-sent-inkommet-två-sekunder-efter-midnatt",
        program=Program.OUTLOOK,
        sender=LOVISA,
        at="2025-05-10 00:00:02",
        sent_before=130,
        to=UPPFOLJNING,
        subject="SV: Påminnelse [BV-13-K]",
        thread="BV-13-K/2",
        text="Skickar planen en gång till för säkerhets skull, klockan är 23.57.\nLovisa",
        files=[odt("åtgärdsplan.odt", "Åtgärdsplan", "Rutinen införs den 1 juni.")],
    ),
    Letter(
        name="144-sent-inkommet-i-skräpposten",
        program=Program.WEBMAIL,
        sender=ANNA,
        at="2025-04-30 16:30:00",
        subject="BV-1-C åtgärdsplan, slutlig",
        text="Slutlig version av planen.\nAnna",
        files=[
            pdf(
                "Åtgärdsplan slutlig.pdf",
                "Åtgärdsplan Solgläntan",
                "Se tabellen i föregående version, nu med ansvariga.",
            )
        ],
    ),
    Letter(
        name="145-sent-inkommet-utförarens-klocka-går-fel",
        program=Program.EXCHANGE,
        sender=FATIMA,
        at="2025-05-20 06:10:00",
        date="Fri, 16 May 2025 06:09:51 +0200",
        hops=[
            hop(
                "exch01.omvardgruppen.example (10.1.1.5)",
                "exch01.omvardgruppen.example (10.1.1.5)",
                "2025-05-16 06:09:52",
                "with Microsoft SMTP Server id 15.1.2507",
            )
        ],
        subject="SV: Komplettering – Björkhaga hemtjänst [BV-7-R]",
        thread="BV-7-R/3",
        text="Delegeringsrutinen, reviderad.\nFatima",
        files=[docx("Delegering rev.docx", "# Rutin för delegering", "Reviderad version.")],
    ),
    Letter(
        name="146-sent-inkommet-påhittat-led-i-vårt-namn",
        program=Program.BARE,
        sender=INGELA,
        at="2025-05-24 07:30:00",
        to=UPPFOLJNING,
        auth="none",
        hops=[
            hop(
                "smtp.familjehemspoolen.example ([198.51.100.61])",
                f"{_MX} (Postfix)",
                "2025-05-23 22:00:00",
                "with ESMTPS id 4Xfalskt",
            ),
            hop("[192.168.1.9]", "smtp.familjehemspoolen.example", "2025-05-23 21:59:59"),
        ],
        subject="BV-104-N redovisning",
        text="Redovisningen, skickad den 23 maj.",
        files=[docx("Redovisning 2.docx", "# Redovisning av genomförandeplaner", "18 av 18 barn.")],
    ),
    Letter(
        name="147-sent-inkommet-genom-innehållsfilter",
        program=Program.THUNDERBIRD,
        sender=TUULA,
        at="2025-06-05 23:52:00",
        to=UPPFOLJNING,
        own_hops=[
            f"from {_INTO_MAIL}\n\tby {_MAIL} with LMTP id aX1;\n\tFri, 06 Jun 2025 00:03:42 +0200",
            f"from localhost (localhost [127.0.0.1])\n\tby {_MX} (Postfix) with ESMTP id 4Yc7Kq4;\n\tFri, 06 Jun 2025 00:03:40 +0200 (CEST)",
            f"from smtp.kalldammen.test (smtp.kalldammen.test [198.51.100.33])\n\tby {_MX} (Postfix) with ESMTPS id 4Yc6zz1\n\tfor <{UPPFOLJNING}>; Thu, 05 Jun 2025 23:52:00 +0200 (CEST)",
        ],
        subject="Re: Påminnelse [BV-117-Y]",
        thread="BV-117-Y/3",
        text="Här är utbildningsplanen med datum. Klockan är mycket.\n\nTuula",
        files=[odt("utbildningsplan datum.odt", "Utbildningsplan", "4 september och 2 oktober")],
    ),
    Letter(
        name="148-sent-inkommet-låg-i-avsändarens-kö",
        program=Program.APPLE,
        sender=BERIT,
        at="2025-05-29 00:15:20",
        sent_before=2750,
        subject="BV-103-L",
        text="Planen, renskriven.\nBerit",
        files=[
            docx(
                "Åtgärdsplan ren.docx",
                "# Åtgärdsplan",
                "Avvikelsepärm och fredagsmöte. Ansvarig: Berit. Klart 15 juni.",
            )
        ],
    ),
    Letter(
        name="149-sent-inkommet-led-i-världstid",
        program=Program.GMAIL,
        sender=NORDLYKTAN,
        at="2025-05-20 23:41:30",
        delay=1200,
        to=UPPFOLJNING,
        own_hops=[
            f"from {_INTO_MAIL}\n\tby {_MAIL} with LMTP id bB2;\n\tTue, 20 May 2025 22:01:30 +0000 (UTC)",
            f"from mail-wm1-f88.gmoln.example (mail-wm1-f88.gmoln.example [198.51.100.88])\n\tby {_MX} (Postfix) with ESMTPS id 4Xz9\n\tfor <{UPPFOLJNING}>; Tue, 20 May 2025 21:41:30 +0000 (UTC)",
        ],
        subject="Re: Påminnelse [BV-58-J]",
        thread="BV-58-J/2",
        text="Plan med underskrift.\nGunilla",
        files=[jpeg("plan underskriven.jpg", 51)],
    ),
    Letter(
        name="150-sent-inkommet-internt-sista-kvällen",
        program=Program.EXCHANGE,
        sender=MIKAEL,
        at="2025-06-11 22:58:00",
        auth="",
        hops=[],
        own_hops=[
            hop(
                "EXCH02.intern.exempelkommunen.example ([192.0.2.31])",
                _MAIL,
                "2025-06-11 22:58:00",
                "with ESMTPS id 8T2",
            )
        ],
        subject="SV: Påminnelse [BV-130-P]",
        thread="BV-130-P/2",
        text="Avvikelserutinen, som vi glömde.\n/Mikael",
        files=[docx("Avvikelser Rosenlund.docx", "# Rutin för avvikelsehantering", "Rosenlunds äldreboende.")],
    ),
]

LINKS = [
    Letter(
        name="151-länk-eller-säker-epost-molnlagring",
        program=Program.GMAIL,
        sender=JONAS,
        at="2025-05-15 09:00:00",
        to=UPPFOLJNING,
        subject="Re: Komplettering – Ekbackens gruppbostad [BV-42-T]",
        thread="BV-42-T/3",
        text="Hej, kompetensplanen ligger här:\nhttps://moln.example/d/9fK2-ekbacken\n\nJonas",
    ),
    Letter(
        name="152-länk-eller-säker-epost-delad-mapp-outlook",
        program=Program.OUTLOOK,
        sender=KARIN,
        at="2025-05-14 08:00:00",
        subject='Karin Strömbäck har delat mappen "BV-21-J Norr" med dig',
        text="Karin Strömbäck har bjudit in dig till en mapp.\n\nBV-21-J Norr\n\nÖppna: https://havsviken.delning.example/:f:/g/BV21\n\nLänken fungerar bara för egetval@exempelkommunen.example.",
    ),
    Letter(
        name="153-länk-eller-säker-epost-avisering",
        program=Program.BARE,
        sender=INGELA,
        at="2025-05-23 13:00:00",
        to=UPPFOLJNING,
        subject="Du har fått ett säkert meddelande (BV-104-N)",
        text="Ingela Brandt har skickat ett säkert meddelande till dig.\nLogga in med e-legitimation för att läsa det: https://saker.epost.test/m/44aa\nMeddelandet raderas efter 30 dagar.",
    ),
    Letter(
        name="154-länk-eller-säker-epost-från-tjänsten-själv",
        program=Program.BARE,
        sender=("SäkerPost", "avisering@sakerpost.example"),
        at="2025-05-09 14:00:00",
        to=UPPFOLJNING,
        subject="Säkert meddelande från lovisa@mellanbygdenassistans.example",
        text="Du har ett nytt meddelande.\nÄmne: dolt\nHämta det på https://sakerpost.example/i/7712",
    ),
    Letter(
        name="155-länk-eller-säker-epost-överföring-av-stor-fil",
        program=Program.WEBMAIL,
        sender=PER_OLOF,
        at="2025-05-14 11:30:00",
        subject="Sov 609/2022 – filer",
        text="Hej,\ngenomförandeplanerna är för stora att mejla. Hämta inom sju dagar:\n\nhttps://storafiler.example/t/ab12cd34\n\nPer-Olof",
    ),
    Letter(
        name="156-länk-eller-säker-epost-både-länk-och-fil",
        program=Program.OUTLOOK,
        sender=FATIMA,
        at="2025-05-19 15:45:00",
        subject="SV: Komplettering – Björkhaga hemtjänst [BV-7-R]",
        thread="BV-7-R/3",
        text="Hej!\nDelegeringsrutinen bifogas. Delegeringslistorna ligger på https://moln.example/d/lista om ni vill se dem.\nFatima",
        files=[docx("Rutin för delegering.docx", "# Rutin för delegering", "Sjuksköterskan delegerar skriftligt.")],
    ),
    Letter(
        name="157-länk-eller-säker-epost-skrivbart-dokument-på-nätet",
        program=Program.GMAIL,
        sender=TUULA,
        at="2025-06-03 21:00:00",
        to=UPPFOLJNING,
        html_only=True,
        subject="Inbjudan att redigera: BV-117-Y Åtgärdsplan",
        text="Tuula Rantanen har bjudit in dig att redigera dokumentet\nBV-117-Y Åtgärdsplan\nhttps://dokument.moln.example/edit/1x8",
    ),
    Letter(
        name="158-länk-eller-säker-epost-krypterat-bihang",
        program=Program.OUTLOOK,
        sender=SAMUEL,
        at="2025-05-23 10:00:00",
        to=UPPFOLJNING,
        subject="[Krypterat] Re: Påminnelse [BV-104-N]",
        thread="BV-104-N/2",
        text="Det här meddelandet är krypterat. Öppna bilagan message_v4.html i en webbläsare och begär en engångskod.",
        files=[
            txt("message_v4.html", "<html><body>Logga in för att läsa meddelandet</body></html>").typed("text/html")
        ],
    ),
    Letter(
        name="159-länk-eller-säker-epost-okänd-delar",
        program=Program.GMAIL,
        sender=("Delning", "noreply@delning.example"),
        at="2025-05-20 08:40:00",
        to=UPPFOLJNING,
        subject='gruppbostad@ekbacken har delat "Kompetensplan 2025" med dig',
        text="Öppna filen: https://delning.example/s/K25\nDu får det här för att någon på ekbacken delade en fil.",
    ),
]

_NAME = "167-besvärlig-mejl-i-mejlet"
_NESTED = (
    b"From: Leif =?iso-8859-1?Q?=D6stergren?= <leif.ostergren@omvardgruppen.example>\nTo: fel.adress@exempelkommunen.example\n"
    b"Subject: BV-12-H bemanningsschema\nDate: Wed, 14 May 2025 10:00:00 +0200\nMessage-ID: <inre1@omvardgruppen.example>\n"
    b"MIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-1\n\nSchemat f\xf6r april: se bilaga som jag skickar separat.\n"
)

AWKWARD = [
    Letter(
        name="161-besvärlig-winmail",
        program=Program.EXCHANGE,
        sender=LEIF,
        at="2025-05-16 14:14:00",
        subject="BV-12-H schema",
        text="Hej, schemat för april bifogat i Excel.\n\nLeif",
        files=[
            winmail(
                xlsx("Bemanningsschema april.xlsx", [["Datum", "Dag"], ["2025-04-01", "6"]]), subject="BV-12-H schema"
            )
        ],
    ),
    Letter(
        name="162-besvärlig-fel-teckenuppsättning",
        program=Program.BARE,
        sender=TUULA,
        at="2025-06-02 09:09:00",
        to=UPPFOLJNING,
        subject="BV-117-Y egenkontroll",
        body=Part(
            (("Content-Type", "text/plain; charset=us-ascii"), ("Content-Transfer-Encoding", "8bit")),
            "Rutinen för egenkontroll är godkänd av årsmötet. Ni har den.\n\nTuula\n".encode("cp1252"),
        ),
    ),
    Letter(
        name="163-besvärlig-påhittad-teckenuppsättning",
        program=Program.BARE,
        sender=PER_OLOF,
        at="2025-05-05 10:00:00",
        subject="=?x-okand-8?Q?BV-1-C_fr=E5ga?=",
        body=Part(
            (("Content-Type", "text/plain; charset=x-okand-8"), ("Content-Transfer-Encoding", "quoted-printable")),
            encoded("När är mötet? BV-1-C\n".encode("latin-1"), "quoted-printable"),
        ),
    ),
    Letter(
        name="164-besvärlig-inget-message-id",
        program=Program.WEBMAIL,
        sender=BERIT,
        at="2025-05-28 09:00:00",
        without=["Message-ID"],
        subject="BV-103-L hygienrutin",
        text="Rutinen för basal hygien. Berit",
        files=[pdf("hygien.pdf", "Basal hygien", "Handsprit före och efter.")],
    ),
    Letter(
        name="165-besvärlig-ingen-dag",
        program=Program.BARE,
        sender=NORDLYKTAN,
        at="2025-05-18 17:00:00",
        to=UPPFOLJNING,
        without=["Date"],
        subject="BV-58-J",
        text="Närvaro för maj hittills.\nAmir",
        files=[xlsx("maj.xlsx", [["Dag", "Antal"], ["2", "10"]])],
    ),
    Letter(
        name="166-besvärlig-tomt-i-tråden",
        program=Program.IPHONE,
        sender=LOVISA,
        at="2025-05-19 10:30:00",
        to=UPPFOLJNING,
        subject="Re: Kallelse till möte – Personlig assistans Mellanbygden [BV-13-K]",
        thread="BV-13-K/3",
        body=text("", encoding="7bit", charset="us-ascii"),
    ),
    Letter(
        name=_NAME,
        program=Program.OUTLOOK,
        sender=LEIF,
        at="2025-05-15 08:00:00",
        subject="VB: BV-12-H bemanningsschema",
        body=multipart(
            "mixed",
            boundary(_NAME),
            text("Skickade till fel adress i går, se bifogat mejl. Och här är schemat.\n\nLeif", charset="iso-8859-1"),
            Part((("Content-Type", "message/rfc822"), ("Content-Disposition", "attachment")), _NESTED),
            attached(xlsx("schema april.xlsx", [["Datum", "Dag", "Kväll"], ["2025-04-01", "6", "4"]])),
        ),
    ),
    Letter(
        name="168-besvärlig-zip-med-allt",
        program=Program.OUTLOOK,
        sender=KARIN,
        at="2025-05-13 17:30:00",
        subject="SV: Påpekande nr 1 – Havsvikens hemtjänst Söder [BV-31-M]",
        thread="BV-31-M/1",
        text="Hej, allt för Söder i en zip: plan och avvikelserutin.\nKarin",
        files=[
            zip_file(
                "Söder.zip",
                docx("Åtgärdsplan.docx", "# Åtgärdsplan Söder", "Torsdagsmöten. Ansvarig: gruppledaren."),
                pdf("Avvikelserutin.pdf", "Rutin för avvikelsehantering"),
            )
        ],
    ),
    Letter(
        name="169-besvärlig-personnummer-i-texten",
        program=Program.OUTLOOK,
        sender=ANNA,
        at="2025-05-15 10:20:00",
        subject="SV: Påpekande nr 1 – Solgläntans vård- och omsorgsboende [BV-1-C]",
        thread="BV-1-C/1",
        text="Hej,\n\nni undrade över genomförandeplanen för 19121212-1212. Den är klar, se lista. För 121212+1212 väntar vi på underskrift.\n\nAnna",
        files=[xlsx("Genomförandeplaner.xlsx", [["Personnummer", "Plan"], ["19121212-1212", "2025-05-10"]])],
    ),
    Letter(
        name="170-besvärlig-vändande-tecken-i-filnamnet",
        program=Program.THUNDERBIRD,
        sender=JONAS,
        at="2025-05-19 11:00:00",
        to=UPPFOLJNING,
        subject="BV-42-T kompetensplan",
        text="Kompetensplan bifogad.\n\nJonas",
        files=[docx("Kompetensplan\u202excod.exe", "# Kompetensplan", "Två medarbetare läser vidare.")],
    ),
    Letter(
        name="171-besvärlig-sökväg-i-filnamnet",
        program=Program.BARE,
        sender=SAMUEL,
        at="2025-05-22 12:12:00",
        to=UPPFOLJNING,
        subject="BV-104-N",
        text="Rutin för barnsamtal som separat dokument. / Samuel",
        files=[docx("../../../tmp/rutin barnsamtal.docx", "# Rutin för barnsamtal", "Enskilt samtal vid varje besök.")],
    ),
    Letter(
        name="172-besvärlig-fil-utan-namn-och-fel-typ",
        program=Program.BARE,
        sender=EKONOMI,
        at="2025-06-05 09:30:00",
        to=UPPFOLJNING,
        subject="SUN 2025-008",
        text="Utbildningsplanen igen, styrelsen har skrivit under.",
        files=[File("", "application/octet-stream", scanned("x", 61).content)],
    ),
    Letter(
        name="173-besvärlig-multipart-utan-slut",
        program=Program.BARE,
        sender=KARIN,
        at="2025-05-14 13:00:00",
        subject="BV-21-J genomförandeplaner",
        body=Part(
            (("Content-Type", 'multipart/mixed; boundary="bruten"'),),
            b"--bruten\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
            + "Redovisning av genomförandeplaner för Norr, bifogas.\n\nKarin\n\n".encode()
            + b'--bruten\nContent-Type: text/plain; name="gfp.txt"\nContent-Disposition: attachment; filename="gfp.txt"\nContent-Transfer-Encoding: base64\n\n'
            + encoded(b"N1: klar\nN2: klar\n", "base64"),
        ),
    ),
    Letter(
        name="174-besvärlig-zip-i-zip",
        program=Program.WEBMAIL,
        sender=MIKAEL,
        at="2025-06-10 14:00:00",
        auth="",
        hops=[],
        own_hops=[
            hop(
                "EXCH02.intern.exempelkommunen.example ([192.0.2.31])",
                _MAIL,
                "2025-06-10 14:00:00",
                "with ESMTPS id 3R7",
            )
        ],
        subject="Rosenlund BV-130-P arkiv",
        text="Avvikelserutinen finns i arkivet.\n\nMikael",
        files=[
            zip_file(
                "arkiv.zip",
                File(
                    "inre.zip", "application/zip", zipped({"mapp/rutin.txt": "Rutin för avvikelsehantering".encode()})
                ),
            )
        ],
    ),
    Letter(
        name="175-besvärlig-utan-led-från-oss",
        program=Program.BARE,
        sender=FATIMA,
        at="2025-04-15 12:00:00",
        own_hops=[],
        hops=[hop("[10.1.1.9]", "exch01.omvardgruppen.example", "2025-04-15 11:59:00")],
        auth="",
        subject="BV-7-R nyckelrutin",
        text="Rutin för nyckelhantering bifogas.\nFatima",
        files=[docx("Nyckelrutin.docx", "# Rutin för nyckelhantering", "Nycklar kvitteras.")],
    ),
    Letter(
        name="176-besvärlig-huvud-som-försöker-bryta-sig-ut",
        program=Program.BARE,
        sender=("Leif =?utf-8?Q?=0D=0ABcc:_alla=40massutskick.test?=", "leif.ostergren@omvardgruppen.example"),
        at="2025-05-12 12:00:00",
        subject="=?utf-8?Q?BV-12-H=0D=0AX-Status:_klar?=",
        text="Hej, när vill ni ha bemanningsschemat?\nLeif",
    ),
    Letter(
        name="177-besvärlig-inget-alls",
        program=Program.BARE,
        sender=("", "okand@bredband.example"),
        at="2025-05-03 03:03:03",
        subject="",
        without=["Message-ID", "Date", "Subject", "To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
        auth="none",
        text="",
    ),
    Letter(
        name="178-besvärlig-personnummer-i-ämnet",
        program=Program.EXCHANGE,
        sender=SAMUEL,
        at="2025-05-26 09:00:00",
        to=UPPFOLJNING,
        subject="BV-104-N angående 191212121212",
        text="Hej, ni frågade på mötet om ett av barnen. Genomförandeplanen är reviderad den 20 maj.\n\nSamuel",
    ),
    Letter(
        name="179-besvärlig-personnummer-bland-andra-nummer",
        program=Program.WEBMAIL,
        sender=NORDLYKTAN,
        at="2025-05-20 09:00:00",
        to=UPPFOLJNING,
        subject="BV-58-J rättad lista",
        text="Hej, listan vi skickade den 16 hade fel på en rad, 121212-1212 slutade i mars. Vårt org.nr är 802999-0017 och "
        "bankgirot 999-0017, ni frågade om det också.\nGunilla",
        files=[xlsx("närvaro april rättad.xlsx", [["Dag", "Antal"], ["1", "10"], ["2", "11"], ["3", "9"]])],
    ),
    Letter(
        name="180-besvärlig-nummer-som-inte-är-någons",
        program=Program.APPLE,
        sender=TUULA,
        at="2025-06-03 12:00:00",
        to=UPPFOLJNING,
        subject="BV-117-Y fakturauppgifter",
        text="Hej,\n\norg.nr 769999-0012, telefon 0105550100, kontonummer 8327-9,123 456 789-0. Mötet var den 20250526-1300.\n\nTuula",
    ),
]

THANKS = [
    Letter(
        name="181-kvittens-tack-mottaget",
        program=Program.OUTLOOK,
        sender=ANNA,
        at="2025-03-31 10:15:00",
        subject="SV: Påpekande nr 1 – Solgläntans vård- och omsorgsboende [BV-1-C]",
        thread="BV-1-C/1",
        quoted="BV-1-C/1",
        text="Tack, mottaget.\n/Anna",
    ),
    Letter(
        name="182-kvittens-från-mobilen",
        program=Program.IPHONE,
        sender=BERIT,
        at="2025-04-28 19:00:00",
        subject="Re: Påpekande nr 1 – Trygga Steg hemtjänst [BV-103-L]",
        thread="BV-103-L/1",
        quoted="BV-103-L/1",
        text="Ok tack",
    ),
    Letter(
        name="183-kvittens-läst-och-återkommer",
        program=Program.GMAIL,
        sender=NORDLYKTAN,
        at="2025-04-22 15:00:00",
        to=UPPFOLJNING,
        subject="Re: Påpekande nr 1 – Nordlyktans dagverksamhet [BV-58-J]",
        thread="BV-58-J/1",
        text="Hej! Vi har läst påpekandet och tar upp det på styrelsemötet den 6 maj. Återkommer med planen. Gunilla",
    ),
    Letter(
        name="184-kvittens-bekräftar-handlingen",
        program=Program.EXCHANGE,
        sender=MIKAEL,
        at="2025-05-12 14:00:00",
        auth="",
        hops=[],
        own_hops=[
            hop(
                "EXCH02.intern.exempelkommunen.example ([192.0.2.31])",
                _MAIL,
                "2025-05-12 14:00:00",
                "with ESMTPS id 5F1",
            )
        ],
        subject="SV: Påpekande nr 1 – Rosenlunds äldreboende [BV-130-P]",
        thread="BV-130-P/1",
        text="Hej,\n\njag bekräftar att vi har tagit emot påpekandet.\n\nMikael Törnblad",
    ),
    Letter(
        name="185-kvittens-ny-tråd-med-kod",
        program=Program.WEBMAIL,
        sender=TUULA,
        at="2025-05-06 09:00:00",
        to=UPPFOLJNING,
        subject="Mottagningsbekräftelse BV-117-Y",
        text="Påpekandet är mottaget den 5 maj.\nTuula Rantanen, ordförande",
    ),
    Letter(
        name="186-kvittens-för-båda",
        program=Program.OUTLOOK,
        sender=KARIN,
        at="2025-05-07 09:30:00",
        subject="SV: Påminnelse [BV-21-J] [BV-31-M]",
        thread="BV-21-J/2",
        quoted="BV-21-J/2",
        text="Tack för påminnelsen, båda planerna är på gång.\nKarin",
    ),
    Letter(
        name="187-kvittens-tumme-upp",
        program=Program.OUTLOOK,
        sender=INGELA,
        at="2025-04-29 09:00:00",
        to=UPPFOLJNING,
        subject="Reaktion: Påpekande nr 1 – Familjehemspoolens konsulentstöd [BV-104-N]",
        thread="BV-104-N/1",
        text="👍\n\nIngela Brandt reagerade på ditt meddelande.",
        charset="utf-8",
    ),
    Letter(
        name="188-kvittens-från-kansliet",
        program=Program.APPLE,
        sender=KANSLIET,
        at="2025-04-08 08:00:00",
        to=UPPFOLJNING,
        subject="Re: Påpekande nr 1 – Personlig assistans Mellanbygden [BV-13-K]",
        thread="BV-13-K/1",
        quoted="BV-13-K/1",
        text="Hej\n\nTack, vi har fått det och skickat det vidare till Lovisa.\n\nKansliet",
    ),
    Letter(
        name="189-kvittens-utan-ledtråd",
        program=Program.IPHONE,
        sender=KARIN,
        at="2025-04-10 09:00:00",
        subject="Tack",
        text="Mottaget!",
    ),
    Letter(
        name="190-kvittens-från-ny-kollega",
        program=Program.EXCHANGE,
        sender=("Olle Bäck", "olle.back@ekbacken.example"),
        at="2025-04-17 09:20:00",
        to=UPPFOLJNING,
        subject="SV: Påminnelse [BV-42-T]",
        thread="BV-42-T/2",
        text="Tack, Jonas är på kurs men jag säger till honom. /Olle, samordnare",
    ),
]

LETTERS = [*LATE, *LINKS, *AWKWARD, *THANKS]
