"""Styles of pasted pages that no rule was written for: written first, looked at once, at the end."""

from __future__ import annotations

import re

from benchmarks.pastes import Paste, Style

_HEADLINES = (
    "Bakers strike over flour tax", "Three held after raid on port warehouse", "Why your heating bill will rise",
    "General who crossed the river dies at 91", "Ceasefire monitors robbed at checkpoint",
    "PHOTO ESSAY: the last ferrymen", "Tourists return to Antalya", "Opposition walks out of chamber",
    "Satellite images show new runway", "Tanker runs aground in the narrows", "Lavrov cuts visit short",
    "Hackers claim to have emptied bank", "The singer who would not sing for the president",
    "Seven questions about the corridor", "Tomatoes, tourists and tanks: a short history",
)  # fmt: skip
_BLURBS = (
    "Nobody in the ministry would confirm the number, but three sources gave the same one.",
    "They have crossed the strait four times a day since 1974. In June they will stop.",
    "The bill passed by two votes, one of which had been cast by mistake.",
    "Residents were told to boil their water until further notice.",
)  # fmt: skip
_PICTURES = (
    "Erdogan and Putin have met more than thirty times in ten years",
    "Soldiers rest beside a road in northern Syria during a lull in the fighting last winter",
    "The pipeline comes ashore at Kiyikoy on the Black Sea, some 900 kilometres from Anapa",
    "A banner in Ankara shows the president beside the founder of the republic",
)  # fmt: skip
_VOICES = (
    "You people never learn. Ask the Georgians how that worked out for them.",
    "Balanced and well written, which is rare here these days.",
    "He has been saying the same thing since 2011 and has been wrong every time.",
)  # fmt: skip


def sunday_paper(page: Paste) -> None:
    """A popular paper: pictures with numbers, bets and offers, “in” lists, one sentence a paragraph."""
    page.put("Skip to content", "SIGN IN", "FOOTIE", "TELLY", "BIZARRE", "MONEY", "DEAR DEBBIE")
    page.put("BEAR HUG", page.title, gap=True)
    page.own("Neither can let go, and neither dares to squeeze")
    page.put(
        page.author,
        f"Published: 21:07, {page.date}",
        f"Updated: 8:44, {page.date}",
        "Click to share on X",
        "Comments",
        gap=True,
    )

    def insert(n: int) -> None:
        kind = (n * 7) % 11
        if kind == 1:
            page.put("6", page.one(_PICTURES), "Credit: EPA", gap=True)
        elif kind == 2:
            page.put("READ MORE ON RUSSIA", *page.pick(_HEADLINES, 2), gap=True)
        elif kind == 5:
            page.put("Most read in The Sun on Sunday", *page.pick(_HEADLINES, 4), gap=True)
        elif kind == 7:
            page.par(f"Read more on this at {page.outlet}")
        elif kind == 9:
            page.put("6", f"{page.one(_PICTURES)}Credit: Getty", gap=True)

    page.text(page.sentences, insert)
    page.put(
        "Topics",
        "Turkey",
        "Vladimir Putin",
        "Comment now",
        "YOU MIGHT LIKE",
        *page.pick(_HEADLINES, 6),
        gap=True,
    )
    page.put(
        "Do you have a story for our news team?",
        "Email us at tips@paper.example or call 0207 000 000",
        gap=True,
    )


def state_channel(page: Paste) -> None:
    """A state outlet: two languages, a statement on who speaks, “read also”, a short address."""
    page.put(
        "На русском",
        "По-русски",
        "العربية",
        "Français",
        "Where to watch",
        "Schedule",
        "Question more",
        gap=True,
    )
    page.put("Home / Op-ed /", f"{page.date} 13:20", page.title, gap=True)
    page.own("The honeymoon is over, but nobody is filing for divorce")
    page.put("© Sputnik / Mikhail Klimentyev", gap=True)
    page.put(
        f"By {page.author}, a political analyst and the director of a research centre in Moscow",
        "@analyst_msk",
        gap=True,
    )
    page.text(
        page.paragraphs,
        lambda n: (
            page.put("Read also", f"{page.one(_HEADLINES)}", gap=True)
            if n in (0, 3)
            else page.put("© AFP / Adem Altan", gap=True)
            if n == 2
            else None
        ),
    )
    page.par("The statements, views and opinions expressed in this column are solely those of the author and do not "
             "necessarily represent those of the channel.")  # fmt: skip
    page.put(
        "You can share this story on social media:",
        "Follow us on Telegram",
        "Trends: Turkey, NATO",
        "Top stories",
        gap=True,
    )
    for head in page.pick(_HEADLINES, 4):
        page.put(head, gap=True)
    page.put(
        f"© Autonomous Nonprofit Organization “{page.outlet}”, 2005–2024. All rights reserved.",
        "18+",
        gap=True,
    )


def gulf_daily(page: Paste) -> None:
    """A daily of the Gulf: short paragraphs, weather and prayer times, links between paragraphs."""
    page.put(
        "Fajr 05:04", "Dubai 31°C", "Gold/Forex", "Today’s ePaper", "Opinion / Columns", gap=True
    )
    page.put(page.title, gap=True)
    page.own("The two capitals need each other more than they trust each other")
    page.put(
        f"Last updated: {page.date} | 10:23",
        "4 MIN READ",
        f"{page.author}, Special to {page.outlet}",
        gap=True,
    )
    page.put(f"Image Credit: {page.outlet}", gap=True)

    def insert(n: int) -> None:
        if n % 4 == 2:
            page.put("Also Read", page.one(_HEADLINES), gap=True)
        elif n == 5:
            page.put("Follow the latest news on the WhatsApp channel", gap=True)
        elif n == 7:
            page.put(
                "Stay up to date with the latest news. Follow us on Instagram and LinkedIn pages.",
                gap=True,
            )

    pairs = [" ".join(page.sentences[n : n + 2]) for n in range(0, len(page.sentences), 2)]
    page.text(pairs, insert)
    page.par(f"— {page.author} is a commentator on Gulf and Turkish affairs")
    page.put("Get Breaking News Alerts From " + page.outlet, "We’ll send you latest news updates through the day. You "
             "can manage them any time by clicking on the notification icon.", gap=True)  # fmt: skip
    page.put(
        "Featured",
        *page.pick(_HEADLINES, 4),
        "More From Op-Eds",
        *page.pick(_HEADLINES, 3),
        gap=True,
    )


def longread(page: Paste) -> None:
    """A magazine: a drop capital on its own line, pull quotes, sections, credits, fact checkers."""
    page.put("THE BIG STORY", page.title, gap=True)
    page.own("On two men, one sea, and a debt that neither can repay")
    page.put(
        f"Words by {page.author}",
        "Illustrations by Mira Sand",
        page.date,
        "22 min read",
        "Listen to this story",
        gap=True,
    )
    first, *rest = page.paragraphs
    page.own(first[:1], gap=True)
    page.lines.pop()
    page.own(first[1:], gap=False)

    def insert(n: int) -> None:
        if n == 1:
            quote = max(page.sentences[6:12], key=len)
            page.put(f"“{quote.rstrip('.')}”", gap=True)
        if n == 2:
            page.put("II.", gap=True)
        if n == 3:
            page.put(page.one(_PICTURES), "Photograph by Tolga Demir for the magazine", gap=True)

    page.lines.append(("", False))
    page.text(rest, insert)
    page.put(
        "■",
        f"This story appears in the {page.date.split()[1]} issue of the magazine.",
        "Fact-checking by O. Reed",
        gap=True,
    )
    page.put("MORE LONGREADS", gap=True)
    for head, text in zip(page.pick(_HEADLINES, 3), _BLURBS):
        page.put(head, text, gap=True)


def transcript(page: Paste) -> None:
    """A programme’s transcript: speakers in capitals, hours, signals in brackets."""
    speakers = ("MARTIN, HOST", page.author.upper(), "CALLER")
    page.put(
        "Podcast",
        "Episode 114",
        page.title,
        f"Aired {page.date}",
        "00:00 / 41:12",
        "Download",
        "Embed",
        gap=True,
    )
    page.put(
        "Transcript",
        "This is a rush transcript. It may not be in its final form and may be updated.",
        gap=True,
    )
    for n, paragraph in enumerate(page.paragraphs):
        head = speakers[n % 2] if n else speakers[0]
        page.own(f"{head}: {paragraph}")
        if n == 2:
            page.put("(SOUNDBITE OF MUSIC)", gap=True)
        if n == 4:
            page.put("[00:21:40]", gap=True)
    page.put(f"Copyright © 2022 {page.outlet}. All rights reserved. Visit our website terms of use for further information.",
             "Transcripts are created on a rush deadline by a contractor. This text may not be in its final form.", gap=True)  # fmt: skip
    page.put("More episodes", *page.pick(_HEADLINES, 4), gap=True)


def office_copy(page: Paste) -> None:
    """A page that went through a word processor: bullets of the menu, a table of contents, a foot line."""
    page.put(
        "• Home",
        "• Analyses",
        "• Maps",
        "• Contact",
        page.title,
        page.author,
        page.outlet,
        page.date,
        gap=False,
    )
    page.put("In this article", "The background", "The deal", "The outlook")
    heads = ("The background", "The deal", "The outlook")
    for n, paragraph in enumerate(page.paragraphs):
        if n % 2 == 0 and n // 2 < 3:
            page.own(heads[n // 2])
        page.own(paragraph)
    page.put("Was this article helpful?", "Yes", "No", "Suggested citation", f"{page.author}, “{page.title}”, {page.outlet}, "
             f"{page.date}.", "See also", *page.pick(_HEADLINES, 4), gap=False)  # fmt: skip


def numbered_column(page: Paste) -> None:
    """A column in numbered points over several pages of the site, with its counter between."""
    page.put(
        "Sections",
        "Columnists",
        "Cartoons",
        page.title,
        f"By: {page.author}",
        f"{page.date}, 09.00 AM (IST)",
        gap=True,
    )
    page.put("Font Size", "AA", "Follow", "Synopsis", "Two capitals, five arguments.", gap=True)
    for n, paragraph in enumerate(page.paragraphs, start=1):
        page.own(f"{n}. {paragraph}" if n > 1 else paragraph)
        if n == 3:
            page.put("1", "2", "3", "Next »", "Page 1 of 3", gap=True)
            page.put("(You can now subscribe to our WhatsApp channel)", gap=True)
        if n == 5:
            page.put("« Previous", "Page 2 of 3", "Next »", gap=True)
    page.put("(Disclaimer: The opinions expressed in this column are that of the writer. The facts and opinions "
             "expressed here do not reflect the views of the website.)", gap=True)  # fmt: skip
    page.put(
        "Read More News on",
        "turkey",
        "sochi",
        "gas prices",
        "...more",
        "Stories you might be interested in",
        *page.pick(_HEADLINES, 4),
        gap=True,
    )


def loud_blog(page: Paste) -> None:
    """A site on which a button for comments and a box for mail stand within the text."""
    page.put(
        f"{page.outlet} | {page.title}",
        "SUPPORT US",
        page.title,
        f"{page.author} – {page.date}",
        "117 Comments",
        gap=True,
    )

    def insert(n: int) -> None:
        if n == 1:
            page.put("View comments (117)", "117", gap=True)
        if n == 2:
            page.put("The week in one mail", "Every Friday: what we wrote, what we read, and what we got wrong.",
                     "Email address", "I agree to the terms", "Sign me up", gap=True)  # fmt: skip
        if n == 4:
            page.put(f"Related: {page.one(_HEADLINES)}", gap=True)

    page.text(page.paragraphs, insert)
    page.put("Filed Under: Geopolitics", "Join the discussion (117)", gap=True)
    for n, text in enumerate(_VOICES * 3):
        page.put(f"commenter_{n}", f"{n + 1} y ago", text, f"+{n}", "Reply", gap=True)


def brussels_brief(page: Paste) -> None:
    """A site on European affairs: a wall of consent, links between all paragraphs, a plea."""
    page.par("With your agreement, we and our 812 partners use cookies or similar technologies to store, access and process "
             "personal data like your visit on this website.")  # fmt: skip
    page.put("Disagree and close", "Agree and close", "Languages", "DE FR IT PL", gap=True)
    page.put(
        "Opinion",
        page.title,
        f"Disclaimer: all opinions in this column reflect the views of the author(s), not of {page.outlet}.",
        gap=True,
    )
    page.put(
        f"By {page.author} | {page.outlet}",
        f"{page.date} (updated: 14 May 2024)",
        "Est. 6min",
        "Content-Type:",
        "Advocacy Lab Content",
        gap=True,
    )
    page.put(f"{page.one(_PICTURES)}. [EPA-EFE/Sergei Ilnitsky / POOL]", gap=True)
    page.text(
        page.paragraphs, lambda n: page.put(page.one(_HEADLINES), page.one(_BLURBS), gap=True)
    )
    page.put(
        "Read more with " + page.outlet,
        *page.pick(_HEADLINES, 3),
        "Subscribe now to our newsletter",
        gap=True,
    )
    page.put(
        f"{page.author} is a member of the European Parliament’s delegation to the joint committee.",
        gap=True,
    )


def arab_weekly(page: Paste) -> None:
    """A weekly in two languages: a day with slashes, a caption first, a note in italics last."""
    page.put(
        "عربي",
        "English",
        "Home",
        "Politics",
        "Maghreb",
        "Levant",
        "Subscribe to the print edition",
        gap=True,
    )
    page.put(f"{page.one(_PICTURES)}. (AFP)", gap=True)
    page.put(page.title, f"Monday 05/02/{page.date.split()[-1]}", f"{page.author}", gap=True)
    page.text([" ".join(page.sentences[n : n + 3]) for n in range(0, len(page.sentences), 3)])
    page.par(f"{page.author} is a Lebanese writer and a contributor to {page.outlet}.")
    page.put(
        "Print",
        "PDF",
        "Send to a friend",
        "Copyright ©2024 — All rights reserved",
        "Editors’ Picks",
        *page.pick(_HEADLINES, 4),
        gap=True,
    )


def debate_page(page: Paste) -> None:
    """A paper’s page for debate: a summary, a list of points with bullets, replies by readers first."""
    page.put(
        "Letters",
        "Debate",
        "Cryptic",
        "Sudoku",
        page.title,
        gap=True,
    )
    page.own(f"{page.author} wonders what is left of a bargain.")
    page.put(f"{page.date}", "Save", "Gift this article", "Comments (3)", gap=True)
    page.own(*page.paragraphs[:2])
    page.own("What would that mean in practice?")
    for point in re.split(r"(?<=[.!?])\s+(?=[A-Z“])", page.paragraphs[2]):
        page.own(f"– {point}", gap=False)
    page.put(
        "Today’s newsletter: what the neighbours say",
        "Our morning mail breaks down the stories of the day.",
        "Enter your email",
        gap=True,
    )
    page.own(*page.paragraphs[3:])
    page.put("The author was an adviser to two foreign ministers.", "Comments (3)", gap=True)
    page.put(*_VOICES, gap=True)
    page.put(
        "What did we get right, and what wrong? Write to debate@paper.example",
        "Across the site",
        *page.pick(_HEADLINES, 5),
        gap=True,
    )


def footnoted(page: Paste) -> None:
    """A quarterly: an abstract, section numbers, notes in the text’s own numerals, received and accepted."""
    page.put(
        "Quarterly of Black Sea Studies, 8 (2): 44–61",
        page.title,
        f"{page.author}*",
        "Abstract",
        gap=True,
    )
    page.own("The article traces how two unequal neighbours bargain over energy, arms and borders. It finds that "
             "interdependence has grown less symmetrical since 2015.")  # fmt: skip
    page.put(
        "Keywords: interdependence, energy, hedging, Black Sea",
        "Received 3 May; accepted 9 June",
        gap=True,
    )
    heads = ("1. Introduction", "2. Energy", "3. Arms", "4. Conclusion")
    for n, paragraph in enumerate(page.paragraphs):
        if n % 2 == 0 and n // 2 < 4:
            page.own(heads[n // 2])
        page.own(re.sub(r"\.(\s|$)", rf".{n + 1}\1", paragraph, count=1))
    page.put(
        "* Assistant Professor, Department of Political Science. E-mail: a.b@uni.example", gap=True
    )
    for n in range(len(page.paragraphs)):
        page.put(
            f"{n + 1} {page.one(_HEADLINES)}, {page.outlet}, {n + 2} May 2016, https://a.example/{n}",
            gap=True,
        )
    page.put(
        "Bibliography",
        "Aksoy, D. (2012) The Price of Transit. Izmir: Liman.",
        "Brandt, K. (2015) ‘Hedging at Sea’, Quarterly of Black Sea Studies, 3(1), pp. 9–31.",
        gap=True,
    )


STYLES: tuple[Style, ...] = (
    sunday_paper, state_channel, gulf_daily, longread, transcript, office_copy, numbered_column,
    loud_blog, brussels_brief, arab_weekly, debate_page, footnoted,
)  # fmt: skip
