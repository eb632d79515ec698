"""Styles of pasted pages that rules may be written for; see `paste_styles_held` for the others."""

from __future__ import annotations

import re

from benchmarks.pastes import Paste, Style

_HEADLINES = (
    "Shoppers stunned as price of olive oil doubles overnight", "Minister denies row over leaked memo",
    "How a quiet village became the front line of a gas dispute", "Storm warning for the whole coast",
    "Border crossing reopens after eleven days", "The five charts that explain the lira’s slide",
    "What the new envoy said – and what he left out", "Fans furious as final is moved to Tbilisi",
    "Inside the palace that cost more than the harbour", "Pilot hailed as hero after emergency landing",
    "Drone wreckage found on beach near Constanta", "Grain ships wait for a third day off Odesa",
    "Court frees editor held since winter", "Is it time to rethink the straits?",
)  # fmt: skip
_CAPTIONS = (
    "Russian President Vladimir Putin and his Turkish counterpart Recep Tayyip Erdogan pictured before their talks",
    "The two leaders are understood to have spoken for more than three hours behind closed doors",
    "Smoke rises over the outskirts of Idlib after what residents described as the heaviest night of strikes",
    "Turkish armoured vehicles are seen on the motorway between Latakia and Aleppo in March",
    "Mr Erdogan, seen here at a rally in Trabzon, has repeatedly accused allies of double standards",
    "Visitors look at a model of the missile system at a fair near Moscow",
)  # fmt: skip
_TEASERS = (
    "Officials refused to say when the talks would resume, and who would lead them.",
    "Our correspondent spent a week with the crews who are waiting for a signal to sail.",
    "Prices are up by a third since the spring, and shopkeepers say the worst is to come.",
    "A lawyer for the family said that the ruling came six years too late.",
)  # fmt: skip
_COMMENTERS = (
    "Absolute rubbish as usual, they were never our friends and never will be.",
    "Good article. I was stationed there in the eighties and nothing has changed.",
    "Why is it always us who have to pay for the mistakes of others?",
    "Both of them are playing the same game and the people lose. It has been like this for 300 years.",
)  # fmt: skip


def red_top(page: Paste) -> None:
    """A popular daily: summary in bullets, a caption or a link after nearly every sentence."""
    page.put("Home", "News", "Royals", "U.S.", "Sport", "TV", "Showbiz", "Health", "Money")
    page.put(f"TRENDING {page.one(_HEADLINES)}", gap=True)
    page.par(page.title)
    page.put(
        "• Ankara and Moscow have been at odds and in league at the same time for years",
        "• Experts say that neither side can afford an open break over Syria or gas",
        "• The two presidents are expected to meet again before the end of the month",
        f"• {page.one(_HEADLINES)}",
    )
    page.put(f"By {page.author.upper()} FOR {page.outlet.upper()}", gap=True)
    page.put(f"PUBLISHED: 22:14, {page.date} | UPDATED: 07:51, {page.date}")
    page.put("e-mail", "1.2k shares", "845", "View comments", gap=True)
    order = iter(page.rng.permutation(12).tolist() * 40)

    def insert(n: int) -> None:
        kind = next(order)
        if kind == 0:
            page.par(f"READ MORE: {page.one(_HEADLINES)}")
        elif kind == 1:
            page.par(page.one(_CAPTIONS))
        elif kind == 2:
            page.put("+7", "View gallery", page.one(_CAPTIONS), gap=True)
        elif kind == 3:
            page.put("RELATED ARTICLES", gap=True)
            page.put("Previous", "1", "Next", *page.pick(_HEADLINES, 2))
            page.put("SHARE THIS ARTICLE", "Share", "1.2k shares")
        elif kind == 4:
            page.par("Advertisement")

    page.text(page.sentences, insert)
    page.put("Share or comment on this article:", page.title, "e-mail", "1.2k shares", gap=True)
    page.put("Most watched News videos", *page.pick(_HEADLINES, 4), gap=True)
    page.put("Comments 845", "Share what you think", gap=True)
    for n, text in enumerate(_COMMENTERS):
        page.put(f"Reader{n}, Leeds, United Kingdom, {n + 2} hours ago", text, "Click to rate")
    page.put("The comments below have not been moderated.", "MOST READ NEWS", *_HEADLINES[:5])


def express(page: Paste) -> None:
    """A popular site: capitals in links, labels in brackets, sign-up terms and polls in the text."""
    page.put("HOME", "NEWS", "WORLD", "POLITICS", "ROYAL", "SHOWBIZ & TV", "SPORT", "COMMENT")
    page.put("Home > News > World", gap=True)
    page.par(page.title.upper())
    page.own(f"{page.paragraphs[0].split('. ')[0].rstrip('.').upper()}, it has been claimed.")
    page.put(f"By {page.author.upper()}", f"10:12, {page.date} | UPDATED: 11:40, {page.date}")
    page.put(f"{page.one(_CAPTIONS)} (Image: GETTY)", gap=True)
    boxes = [
        lambda: page.par(f"READ MORE: {page.one(_HEADLINES)} [INSIGHT]"),
        lambda: page.put("DON’T MISS", *(f"{h} [REVEALED]" for h in page.pick(_HEADLINES, 3)), gap=True),
        lambda: page.put(
            "Invalid email", "We use your sign-up to provide content in ways you’ve consented to and to "
            "improve our understanding of you. This may include adverts from us and 3rd parties based on "
            "our understanding. You can unsubscribe at any time. Read our Privacy Policy", gap=True),
        lambda: page.put(f"{page.one(_CAPTIONS)} (Image: PA)", gap=True),
        lambda: page.put("Trending", *page.pick(_HEADLINES, 3), gap=True),
        lambda: page.par("Sign up for our free daily politics newsletter"),
    ]  # fmt: skip

    def insert(n: int) -> None:
        if n % 3 == 1:
            boxes[(n // 3) % len(boxes)]()

    page.text(page.sentences, insert)
    page.put("Related articles", *page.pick(_HEADLINES, 3), gap=True)
    page.put("Comments", "Most Read in World", *page.pick(_HEADLINES, 5), gap=True)
    page.put(
        f"Copyright © 2024 {page.outlet}. “{page.outlet}” is a registered trademark. All rights reserved."
    )


def think_tank(page: Paste) -> None:
    """An institute: key points, note marks glued to words, a long note on the author in front."""
    page.put(
        "Search", "Programs", "Experts", "Events", "Publications", "Support Us", "EN", "TR", "RU"
    )
    page.put("Policy Brief", page.title, gap=True)
    page.put(page.date, page.author, gap=True)
    page.par(f"{page.author} is a senior fellow in the Black Sea Programme of the {page.outlet}, where "
             "she works on energy and defence. Before that she was a diplomat for eleven years.")  # fmt: skip
    page.put("DOWNLOAD PDF", "Share", "Print", "Cite", gap=True)
    heads = ("What is at stake", "The limits of the bargain", "What comes next")
    for n, paragraph in enumerate(page.paragraphs):
        if n and n % 2 == 0 and n // 2 <= len(heads):
            page.own(heads[n // 2 - 1])
        page.own(re.sub(r"\.(\s|$)", rf".[{n + 1}]\1", paragraph, count=1))
    page.par("Endnotes")
    for n in range(len(page.paragraphs)):
        page.par(
            f"[{n + 1}] {page.one(page.pick(_HEADLINES, 3))}, Policy Paper No. {n + 4}, 2018, p. {n + 11}."
        )
    page.put("Related Publications", gap=True)
    for head in page.pick(_HEADLINES, 3):
        page.put(head, page.one(_TEASERS), "Report | 12 May 2023", gap=True)
    page.put(f"© {page.outlet} 2024", "Imprint", "Data Protection")


def news_agency(page: Paste) -> None:
    """An agency: place and day open the text, captions with numbers, a list of slugs at the end."""
    page.put("World", "Business", "Markets", "Breakingviews", "Video", "More", "My View")
    page.put(
        "Commentary",
        page.title,
        f"By {page.author}",
        f"{page.date} 6:41 PM UTC Updated 3 days ago",
        gap=True,
    )
    page.put(f"[1/2]{page.one(_CAPTIONS)}, in Sochi, Russia. REUTERS/Maxim Shemetov/File Photo Acquire Licensing Rights", gap=True)  # fmt: skip
    page.put("Companies", "Gazprom PAO", "Follow", gap=True)
    first, *rest = page.sentences
    page.own(f"ISTANBUL, {' '.join(page.date.split()[:2])} (Reuters Breakingviews) - {first}")
    page.text(
        rest,
        lambda n: (
            page.put("Latest Updates", *page.pick(_HEADLINES, 3), gap=True) if n == 5 else None
        ),
    )
    page.par(
        f"Reporting by {page.author} and {page.one(('Ann Field', 'Omer Sahin'))}; Editing by Kim Wells"
    )
    page.put(
        "Our Standards: The Thomson Reuters Trust Principles.",
        "Acquire Licensing Rights , opens new tab",
        gap=True,
    )
    page.put(page.author, "Thomson Reuters", gap=True)
    page.par(
        f"{page.author} has covered Turkey and the Black Sea from Istanbul for more than ten years."
    )
    page.put("Read Next", *page.pick(_HEADLINES, 6), gap=True)


def wire_reprint(page: Paste) -> None:
    """A local paper that prints an agency’s column: weather, obituaries, the agency’s notice."""
    page.put(
        "72° Partly cloudy", "Obituaries", "E-Edition", "Jobs", "Legals", "Log In", "Subscribe"
    )
    page.put(
        page.title, f"BY {page.author.upper()} Associated Press", f"{page.date} 3:12 PM", gap=True
    )
    page.put(
        "ORDER REPRINT",
        "Only have a minute? Listen instead",
        "Powered by Trinity Audio",
        "00:00",
        "04:12",
        gap=True,
    )

    def insert(n: int) -> None:
        if n == 3:
            page.put("TOP VIDEOS", "×", page.one(_HEADLINES), gap=True)
        if n == 7:
            page.put("TRENDING STORIES", gap=True)
            for head in page.pick(_HEADLINES, 3):
                page.put(head, f"UPDATED {page.rng.integers(1, 12)}:18 PM", gap=True)

    page.own("MOSCOW (AP) — " + page.sentences[0])
    page.text(page.sentences[1:], insert)
    page.par("——")
    page.par(
        f"Follow AP’s coverage of the region at https://apnews.example/hub. {page.author} is on Twitter at @reporter99."
    )
    page.par("Copyright 2022 The Associated Press. All rights reserved. This material may not be published, "
             "broadcast, rewritten or redistributed without permission.")  # fmt: skip
    page.put(
        "NEXT IN NATIONAL",
        *page.pick(_HEADLINES, 2),
        "About Us",
        "Contact Us",
        "Newsletters",
        gap=True,
    )


def own_letter(page: Paste) -> None:
    """A writer’s own letter: counts and buttons, boxes in the text, notes under bare numbers."""
    page.put(page.outlet, "Subscribe", "Sign in", gap=True)
    page.put(page.title, gap=True)
    page.own("On gas, grain and the things that are not said")
    page.put(page.author, page.date, "∙ Paid", gap=True)
    page.put("41", "12", "6", "Share", gap=True)

    def insert(n: int) -> None:
        if n == 1:
            page.par(f"{page.outlet} is a reader-supported publication. To receive new posts and support my "
                     "work, consider becoming a free or paid subscriber.")  # fmt: skip
            page.put("Type your email...", "Subscribe", gap=True)
        if n == 3:
            page.put("Share", "Leave a comment", gap=True)

    page.text(page.paragraphs, insert)
    for n in (1, 2):
        page.put(str(n), page.one(("I owe this point to a reader in Kars, who wrote at length about it.",
                                   "The figures are from the ministry’s yearbook, and may be too low.")), gap=True)  # fmt: skip
    page.put(
        "Thanks for reading! This post is public so feel free to share it.",
        "41 Likes∙",
        "6 Restacks",
        gap=True,
    )
    page.put("Previous", "Next", "Discussion about this post", "Comments", "Restacks", gap=True)
    for text in _COMMENTERS[1:3]:
        page.put(page.one(("Ann", "Tomas K.")), "May 3", text, "Like (2)", "Reply", "Share")
    page.put("Top", "Latest", "Discussions", "No posts", "Ready for more?", gap=True)


def live_blog(page: Paste) -> None:
    """A paper whose column stands beside a live blog: entries with their hour before and after."""
    page.put("Live", "Key events", gap=True)
    for hour in (16, 15, 14):
        page.put(
            f"{hour}.{page.rng.integers(10, 59)}",
            f"{page.one(_HEADLINES)}",
            page.one(_TEASERS),
            gap=True,
        )
    page.put("Show more", "Analysis", page.title, page.author, "in Istanbul", gap=True)
    page.put(
        f"{page.date} 14.02 CET", f"First published on {page.date} 11.30 CET", "Share", gap=True
    )
    page.text(
        page.paragraphs,
        lambda n: page.put(page.one(_HEADLINES), "Read more", gap=True) if n == 2 else None,
    )
    page.put(
        "Explore more on these topics",
        "Turkey",
        "Recep Tayyip Erdoğan",
        "analysis",
        "Share",
        "Reuse this content",
        gap=True,
    )
    page.put("Back to the live blog", gap=True)
    for hour in (13, 12, 11):
        page.put(
            f"{hour}.{page.rng.integers(10, 59)}",
            page.one(_TEASERS),
            f"Updated at {hour}.59 CET",
            gap=True,
        )


def scholars_blog(page: Paste) -> None:
    """A university’s blog: an introduction by the editors, how to cite, notes, links, licence."""
    page.put(
        "Skip to primary content",
        "Home",
        "About the blog",
        "Contributors",
        "Write for us",
        gap=True,
    )
    page.put(f"← {page.one(_HEADLINES)}", page.title, gap=True)
    page.put(
        f"{page.author}",
        page.date,
        "0 comments | 14 shares",
        "Estimated reading time: 7 minutes",
        gap=True,
    )
    page.own(f"In this post, {page.author} argues that the relationship is less of a partnership than it "
             "seems, and asks what follows for students of alliances. The post draws on a longer article.")  # fmt: skip
    page.text(page.paragraphs)
    page.put("This post gives the views of the author, and not the position of the blog or of the university.",
             "Please read our comments policy before commenting.", f"Shortened URL for this post: https://a.example/{page.rng.integers(99)}", gap=True)  # fmt: skip
    page.put("About the author", page.author, gap=True)
    page.par(f"{page.author} is an Associate Professor in the Department of International Relations at a "
             "university in Bursa, and the author of a book on the Black Sea after the Cold War.")  # fmt: skip
    page.put("Posted In: Foreign policy | Russia | Turkey", "This work is licensed under a Creative Commons "
             "Attribution 3.0 Unported License.", "Related Posts", *page.pick(_HEADLINES, 3), gap=True)  # fmt: skip
    page.put(
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        gap=True,
    )


def ankara_daily(page: Paste) -> None:
    """A Turkish daily in English: rates, two languages, columnists, tags, a day with three names."""
    page.put(
        "Türkçe",
        "English",
        "USD 32.41 0.12%",
        "EUR 35.02 -0.03%",
        "BIST 9.113",
        "Çarşamba, 4 Mart 2026",
    )
    page.put(
        "TÜRKİYE",
        "ECONOMY",
        "WORLD",
        "ARTS & LIFE",
        "SPORTS",
        "OPINION",
        "PHOTO",
        "VIDEO",
        gap=True,
    )
    page.put("HomePage", "OPINION", page.author.upper(), gap=True)
    page.put(page.title, f"{page.date} 00:00:00", page.author, gap=True)
    page.put("A+", "A-", "Yazdır", "Print Page", gap=True)
    page.text(
        page.paragraphs,
        lambda n: page.put("Haberin Devamı", gap=True) if n == 1 else None,
    )
    page.put("Tags:", "diplomacy", "S-400", "Astana", gap=True)
    page.put("ALL WRITINGS", *page.pick(_HEADLINES, 5), gap=True)
    page.put(
        "WORLD Grain ships wait off Odesa",
        page.one(_TEASERS),
        "ECONOMY Lira slides",
        page.one(_TEASERS),
        gap=True,
    )
    page.put("Hakkımızda", "Künye", "İletişim", f"Copyright © 2024 {page.outlet}")


def interview(page: Paste) -> None:
    """An interview: a presentation of the guest, questions on lines of their own."""
    questions = (
        "What does Moscow want?", "Q: And how is this seen in Ankara?", "Is that not a contradiction?",
        f"{page.outlet}: You have called it a marriage of convenience. Why?", "So there is no way back?",
        "Q: What should Europe do?", "How long can it last?",
    )  # fmt: skip
    page.put("Menu", "Interviews", page.title, f"Interview by {page.author}", page.date, gap=True)
    page.put(f"Photo: {page.one(_NAMES_OF_AGENCIES)}", gap=True)
    page.own(page.paragraphs[0])
    for question, paragraph in zip(questions, page.paragraphs[1:]):
        page.own(question)
        page.own(*re.split(r"(?<=[.!?])\s+(?=[A-Z“])", paragraph, maxsplit=1))
    page.par("This interview has been edited for length and clarity.")
    page.put("More interviews", *page.pick(_HEADLINES, 3), "Support our work", "Donate", gap=True)


_NAMES_OF_AGENCIES = ("AFP", "Anadolu Agency", "Kremlin.ru", "private archive")


def mailing_list(page: Paste) -> None:
    """A text that came by e-mail: head lines before it, a signature and the list’s notice after."""
    page.put(f"From: {page.author} <a.reader@post.example>", f"Date: {page.date} 09:14", f"Subject: [bsea] {page.title}",
             "To: bsea-list@lists.example")  # fmt: skip
    page.put(page.title.upper(), f"By {page.author}", f"{page.outlet}, {page.date}", gap=True)
    page.text(page.paragraphs)
    page.put("-- ", page.author, "bsea-list mailing list", "bsea-list@lists.example",
             "To unsubscribe send an empty message to bsea-list-leave@lists.example", gap=True)  # fmt: skip


def reform_review(page: Paste) -> None:
    """A review: a wall of cookies, a list that a colon opens, footnotes, a notice on the licence."""
    page.par("We use cookies and similar technologies to run this website and to understand how you use it. "
             "Choose which ones you accept.")  # fmt: skip
    page.put("Necessary", "Statistics", "Marketing", "Accept selected", "Accept all", gap=True)
    page.put(
        "ESSAYS",
        "REVIEWS",
        "ARCHIVE",
        "DONATE",
        page.title,
        f"by {page.author}",
        page.date,
        gap=True,
    )
    first, second, *rest = page.paragraphs
    page.own(first)
    points = re.split(r"(?<=[.!?])\s+(?=[A-Z“])", second)
    page.own("Three things are worth keeping in mind:")
    for n, point in enumerate(points, start=1):
        page.own(f"{n}. {point}" if len(page.title) % 2 else f"• {point}", gap=False)
    page.text(
        rest, lambda n: page.put("[Sign up for our weekly round-up]", gap=True) if n == 1 else None
    )
    page.par("* * *")
    page.par("¹ See the discussion in the yearbook of the central bank, 2017, pp. 3-9.")
    page.par("² Interview with the author, Izmir, May 2018.")
    page.par(f"{page.author} teaches political economy in Izmir. This article is published under a Creative Commons licence "
             "and may be republished with attribution.")  # fmt: skip
    page.put("Read on", *page.pick(_HEADLINES, 4), gap=True)


STYLES: tuple[Style, ...] = (
    red_top, express, think_tank, news_agency, wire_reprint, own_letter, live_blog, scholars_blog,
    ankara_daily, interview, mailing_list, reform_review,
)  # fmt: skip
