"""Pages of composed news sites, blogs and institutes around articles of the panel.

Each function writes the HTML of one style of site: what stands around an article, in what order, and
what breaks into it. The kinds of furniture and their frequency follow a catalogue of 477 real pages
(captions first or repeated 59, menus 30, inserts within the text 23, comments 25, datelines 22,
abstracts 17, paywall notices 17, biographies 14, notes, share words, disclaimers, tags). Whatever
belongs to the article carries ``data-article``, so that the truth is known line by line.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Random = np.random.Generator
_MARK = "\N{INVISIBLE SEPARATOR}"


@dataclass(frozen=True)
class Piece:
    """What a page is written around."""

    title: str
    author: str
    date: str
    outlet: str
    paragraphs: tuple[str, ...]


_NAMES = ("Deniz Akarsu", "Martha Linville", "Oleg Stanov", "Ruta Vaitkus", "Hakan Bilgin",
          "Chiara Monti", "Peter van Dalen", "Leyla Safa", "Tomasz Wrona", "Amina Khoury")  # fmt: skip
_OUTLETS = ("The Anatolian Post", "Levant Dispatch", "Northern Review", "Baltic Lantern",
            "The Strait Gazette", "Caspian Forum", "Policy Harbour", "World Ledger")  # fmt: skip
_HEADLINES = (
    "Oil slips as traders weigh demand outlook", "Parliament passes budget after all-night session",
    "Istanbul metro line to open in spring", "Bosphorus shipping halted by thick fog",
    "Five takeaways from the leaders’ dinner", "Central bank holds rates for third month",
    "Why the grain corridor matters again", "Opposition names candidate for mayor",
    "In pictures: snow in Cappadocia", "Brussels delays decision on visa talks",
    "Wildfires: what we know so far", "Iran’s envoy arrives for talks in Baku",
    "The long road from Sochi to Samarkand", "Gas hub plan faces new doubts",
)  # fmt: skip
_BLURBS = (
    "Ministers from both sides met behind closed doors on Monday, but no statement was issued.",
    "The port has been closed since last week, and fishermen say they have not been compensated.",
    "Analysts expect prices to stay where they are until the summer, at the earliest.",
    "A court in Izmir has ordered the release of three students held since the spring.",
    "The company said it would appeal against the fine, which is the largest of its kind.",
)  # fmt: skip
_READERS = (
    "Complete nonsense. The author has never been to the region and it shows in every line.",
    "Thank you for this, one of the few balanced pieces I have read on the subject this year.",
    "You forget that NATO promised them the same in 1999 and what came of it? Nothing, as usual.",
    "Who pays you to write this? Everybody knows that Moscow has already won that game.",
)  # fmt: skip


def _pick(rng: Random, pool: tuple[str, ...], count: int) -> list[str]:
    return [pool[n] for n in rng.choice(len(pool), min(count, len(pool)), replace=False)]


def _p(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def _own(text: str, tag: str = "p") -> str:
    return f"<{tag} data-article>{html.escape(text)}</{tag}>"


def _links(labels: Any, tag: str = "li") -> str:
    return (
        "<ul>"
        + "".join(f"<{tag}><a href='#'>{html.escape(x)}</a></{tag}>" for x in labels)
        + "</ul>"
    )


def _text(piece: Piece, insert: Callable[[int], str] | None = None) -> str:
    parts = []
    for number, paragraph in enumerate(piece.paragraphs):
        parts.append(_own(paragraph))
        if insert and number < len(piece.paragraphs) - 1:
            parts.append(insert(number))
    return "\n".join(parts)


def _caption(rng: Random) -> str:
    return _pick(rng, (
        "Vladimir Putin and Recep Tayyip Erdogan shake hands before a meeting in Sochi, Sept. 29, 2021.",
        "A Turkish soldier walks past an armoured vehicle near Tal Abyad, Oct. 24, 2019. (AP Photo)",
        "The Akkuyu nuclear power plant under construction, Mersin (Photo: AA)",
        "Erdogan (R) speaks with Putin (L) in Tehran, July 19, 2022. REUTERS/Pool via Sputnik",
        "Tankers wait at the northern entrance of the Bosphorus [File: Umit Bektas/Reuters]",
        "Image credit: kremlin.ru, CC BY 4.0",
    ), 1)[0]  # fmt: skip


def broadcaster(piece: Piece, rng: Random) -> str:
    """A broadcaster: bullets of key facts are no part of it, a recommended list breaks in."""

    def insert(n: int) -> str:
        if n != 1:
            return ""
        return (f"<div><h4>Recommended Stories</h4><span>list of 3 items</span>"
                f"{_links(_pick(rng, _HEADLINES, 3))}<span>end of list</span></div>")  # fmt: skip

    return f"""<div><a>Skip links</a><a>Skip to Content</a></div><nav>{
        _links(
            ("News", "Africa", "Asia", "US &amp; Canada", "Sport", "Video", "Click here to search")
        )
    }</nav>
    <div>Opinion|Vladimir Putin</div><h1>{piece.title}</h1>
    <p data-article>{html.escape(piece.paragraphs[0])}</p>
    <figure><img><figcaption>{_caption(rng)}</figcaption></figure>
    <div>By <a>{piece.author}</a></div><div>{
        _short(piece.author)
    } is a columnist based in Ankara.</div>
    <div>Published On {piece.date}</div><div>{piece.date}</div>
    <div>Click here to share on social media</div><div>Save</div>
    {_text(_rest(piece), insert)}
    <hr><p><em>The views expressed in this article are the author’s own and do not necessarily reflect
    {piece.outlet}’s editorial stance.</em></p><hr>
    <footer>{_links(("About", "Show more", "Connect", "Our Channels", "Our Network"))}
    Follow {piece.outlet} English: © 2024 {piece.outlet} Media Network</footer>"""


def _short(name: str) -> str:
    return name


def _rest(piece: Piece) -> Piece:
    return Piece(piece.title, piece.author, piece.date, piece.outlet, piece.paragraphs[1:])


def capital_daily(piece: Piece, rng: Random) -> str:
    """A daily of the capital: date of the visit on top, author box first, most-read lists last."""
    return f"""<div>Tuesday, March 3, 2026</div><nav>{
        _links(
            (
                "Politics",
                "Türkiye",
                "World",
                "Business",
                "Opinion",
                "Columns",
                "Op-Ed",
                "Life",
                "Arts",
            )
        )
    }</nav><div>Columns</div>
    <h1>{piece.title}</h1><div>by {piece.author}</div><div>{piece.date} - 12:05 am GMT+3</div>
    <figure><img></figure>{_text(piece)}<div>About the author</div>
    <p>{
        piece.author
    } is a Washington-based academic and a regular contributor to several newspapers.</p>
    <div>The {piece.outlet} Newsletter</div><p>Keep up to date with what’s happening in Turkey, its
    region and the world.</p><div>SIGN ME UP</div><p>You can unsubscribe at any time. By signing up you
    are agreeing to our Terms of Use and Privacy Policy.</p><div>Last Contributions</div>
    {_links(_pick(rng, _HEADLINES, 5))}<div>KEYWORDS</div>{
        _links(("turkey-russia", "astana process"))
    }
    <div>Most read</div>{_links(_pick(rng, _HEADLINES, 4))}"""


def institute(piece: Piece, rng: Random) -> str:
    """An institute: a summary box before, notes after, a disclaimer, a form."""
    abstract = ("Summary: This commentary considers what both capitals gain and asks how long the "
                "arrangement can last.")  # fmt: skip
    notes = "".join(
        f"<p>[{n}] {name}, “{head},” {piece.outlet}, May {n}, 201{n}, https://a.example/{n}.</p>"
        for n, (name, head) in enumerate(zip(_NAMES[:4], _HEADLINES), start=1)
    )
    return f"""<nav>{_links(("Research", "Programs", "Experts", "Events", "Donate"))}</nav>
    <div>Commentary</div><div>{piece.outlet}</div><h1>{piece.title}</h1>{_own(abstract)}
    <div>Link Copied</div><div>By {piece.author}</div><div>Published on {piece.date}</div>
    {_text(piece)}<h3>Notes</h3>{notes}<h3>About the Author</h3><h4>{piece.author}</h4>
    <div>Nonresident Fellow, Europe Program</div><p>{piece.author} is a nonresident fellow whose
    research focuses on Turkish foreign policy.</p><div>Topics</div>{_links(("Turkey", "Security"))}
    <p>{piece.outlet} does not take institutional positions on public policy issues; the views
    represented herein are those of the author(s) and do not necessarily reflect the views of
    {piece.outlet}, its staff, or its trustees.</p><h3>More Work from {piece.outlet}</h3>
    {"".join(f"<h4>{a}</h4><p>{b}</p><div>{c}</div>" for a, b, c in zip(_HEADLINES[2:5], _BLURBS, _NAMES[4:]))}
    <h3>Get more news and analysis</h3><div>Email*</div><div>Subscribe</div>"""


def magazine(piece: Piece, rng: Random) -> str:
    """A magazine behind a counter of free articles, with a pull quote repeated from the text."""
    sentence = re.split(r"(?<=[.!?])\s", piece.paragraphs[2])[0]

    def insert(n: int) -> str:
        if n == 2:
            return f"<blockquote>{html.escape(sentence)}</blockquote>"
        return "<div>Trending Articles</div><div>" + _HEADLINES[3] + "</div>" if n == 3 else ""

    return f"""<div>You have 2 free articles left this month.</div><div>Subscribe now</div>
    <div>Argument: {piece.title}</div><div>An expert's point of view on a current event.</div>
    <h1>{piece.title}</h1><h2 data-article>{html.escape(_deck(piece))}</h2><div>{piece.date}, 4:11 PM</div>
    <div>By {piece.author}, a fellow at the {_OUTLETS[6]} Institute.</div>
    <figure><figcaption>{_caption(rng)}</figcaption></figure><div>My FP: Follow topics and authors to
    get straight to what you like.</div>{_text(piece, insert)}
    <p>{piece.author} is a fellow at the {_OUTLETS[6]} Institute. Twitter: @{piece.author.split()[0]}99</p>
    <div>Join the Conversation</div><p>Commenting on this and other recent articles is just one benefit
    of a subscription.</p><div>View Comments</div><h3>More from {piece.outlet}</h3>
    {"".join(f"<h4>{a}</h4><p>{b}</p>" for a, b in zip(_pick(rng, _HEADLINES, 3), _BLURBS))}"""


def _deck(piece: Piece) -> str:
    return f"What {piece.outlet.replace('The ', '')} readers should know before the next summit is held."


def wordpress(piece: Piece, rng: Random) -> str:
    """A blog: widgets first, share counters, like buttons, a thread of comments with hours."""
    thread = "".join(
        f"<li><div>{name} says:</div><div>March {n}, 2021 at {n}:4{n} pm</div><p>{text}</p><div>Reply</div></li>"
        for n, (name, text) in enumerate(zip(_pick(rng, _NAMES, 4), _READERS), start=1)
    )
    return f"""<h2>{piece.outlet}</h2><div>Notes from a crooked sea</div>{
        _links(("Home", "About", "Archive", "Contact"))
    }<div>Posted on {piece.date} by {piece.author}</div><h1>{piece.title}</h1>
    {_text(piece)}<div>Share this:</div>{
        _links(
            (
                "Click to share on Twitter (Opens in new window)",
                "Click to share on Facebook (Opens in new window)",
            )
        )
    }<div>Like Loading...</div>
    <div>Related</div>{
        _links(_pick(rng, _HEADLINES, 3))
    }<div>This entry was posted in Uncategorized and
    tagged Russia, Turkey. Bookmark the permalink.</div><div>← {_HEADLINES[0]}</div>
    <div>{_HEADLINES[1]} →</div><h3>4 thoughts on “{piece.title}”</h3><ol>{thread}</ol>
    <h3>Leave a Reply Cancel reply</h3><div>Recent Posts</div>{_links(_HEADLINES[4:8])}
    <div>Archives</div>{_links(("March 2021", "February 2021", "January 2021"))}
    <div>Blog at WordPress.com.</div>"""


def letter(piece: Piece, rng: Random) -> str:
    """A letter platform: subscribe buttons thrice, once within the text."""

    def insert(n: int) -> str:
        return ("<p>Thanks for reading! Subscribe for free to receive new posts and support my work.</p>"
                "<div>Subscribed</div>" if n == 2 else "")  # fmt: skip

    return f"""<div>{piece.outlet}</div><div>Subscribe</div><div>Sign in</div><div>Share this post</div>
    <div>{piece.title}</div><div>Copy link</div><div>Facebook</div><div>Email</div><div>Notes</div>
    <div>More</div><h1>{piece.title}</h1><h3 data-article>{html.escape(_deck(piece))}</h3>
    <div>{piece.author}</div><div>{piece.date}</div><div>17</div><div>3</div>{_text(piece, insert)}
    <div>{piece.outlet} is a reader-supported publication. To receive new posts and support my work,
    consider becoming a free or paid subscriber.</div><div>17 Likes</div><div>Discussion about this post</div>
    <div>{_NAMES[2]}</div><div>Mar 4</div><p>{_READERS[1]}</p><div>Like (2)</div><div>Reply</div>
    <div>No posts</div><div>© 2024 {piece.author}</div><div>Privacy ∙ Terms ∙ Collection notice</div>"""


def agency(piece: Piece, rng: Random) -> str:
    """A wire service: the text opens with a dateline, the agency's line ends it."""
    first = f"ANKARA, {piece.date.split(',')[0]} (Interwire) - {piece.paragraphs[0]}"
    opened = Piece(
        piece.title, piece.author, piece.date, piece.outlet, (first, *piece.paragraphs[1:])
    )
    return f"""<nav>{_links(("World", "Business", "Markets", "Sustainability", "Legal", "More"))}</nav>
    <div>Commentary</div><h1>{piece.title}</h1><div>By {piece.author}</div>
    <div>{piece.date} 9:12 AM GMT+3 Updated 2 years ago</div><div>Aa</div>
    <figure><figcaption>[1/3] {_caption(rng)} Acquire Licensing Rights</figcaption></figure>
    {_text(opened)}<p>Reporting by {piece.author}; Editing by {_NAMES[5]}</p>
    <div>Our Standards: The Interwire Trust Principles.</div><div>Purchase Licensing Rights</div>
    <div>Read Next</div>{_links(_pick(rng, _HEADLINES, 5))}
    <footer>All quotes delayed a minimum of 15 minutes. © 2024 Interwire. All rights reserved</footer>"""


def monitor(piece: Piece, rng: Random) -> str:
    """A monitor of a region: title, standfirst, caption without a gap; boxes of a PRO membership."""
    return f"""<a>Skip to main content</a><h1>{piece.title}</h1>
    <div data-article>{html.escape(_deck(piece))}</div><div>{_caption(rng)}</div>
    {_text(piece)}<h3>Access the {piece.outlet} intelligence platform</h3>
    <p>Executives and diplomats rely on our analysts for daily memos, event calls and a searchable
    archive. Upgrade today and decide later.</p><div>Already a Member? Sign in</div>
    <h3>The Region’s Best Briefings</h3><p>Over 60,000 readers start the day with them.</p>
    {_links(("Daily Briefing (AM)", "Gulf Briefing", "Turkey Briefing", "Energy Briefing"))}
    <div>$30.00 / month</div><div>billed annually</div><div>Start with 1-week free trial</div>"""


def scanned(piece: Piece, rng: Random) -> str:
    """A text library: the whole page in one column of breaks, addresses and a notice at its end."""
    body = "<br><br>".join(
        f"<span data-article>{html.escape(paragraph)}</span>" for paragraph in piece.paragraphs
    )
    return f"""<div>{piece.outlet} / Analysis / Eurasia</div><center>{piece.title}</center>
    <center>{piece.author}</center><center>{piece.date}</center><div>{body}</div>
    <div>Source: https://a.example/2019/05/{rng.integers(1, 999)}.html</div><div>Print</div>
    <div>Return to index</div><div>Webmaster: info@a.example</div>"""


def aggregator(piece: Piece, rng: Random) -> str:
    """A page that reposts: origin before, stories with blurbs before and after the text."""
    blurbs = "".join(
        f"<h4>{a}</h4><p>{b}</p><div>{n} hours ago</div>"
        for n, (a, b) in enumerate(zip(_pick(rng, _HEADLINES, 3), _BLURBS), start=2)
    )
    return f"""<div>Top Stories</div>{blurbs}<div>Home » Opinion » {piece.title}</div>
    <h1>{piece.title}</h1><div>by {piece.author} — {piece.date} in Opinion</div><div>Reading Time: 5
    mins read</div><div>0</div><div>0 SHARES</div><div>12 VIEWS</div><div>Share on Facebook</div>
    {_text(piece, lambda n: f"<p>Also Read: {_HEADLINES[5]}</p>" if n == 1 else "")}
    <p>This article was originally published by {_OUTLETS[3]} and is reprinted with permission.</p>
    <div>Tags: Erdogan Putin gas</div><div>Next Post</div><div>{_HEADLINES[9]}</div>
    <div>Leave a Reply</div><p>Your email address will not be published. Required fields are marked *</p>
    <div>Latest</div>{blurbs}"""


def tabloid(piece: Piece, rng: Random) -> str:
    """A busy site: advertisement marks, video boxes, polls and tweets between all paragraphs."""

    def insert(n: int) -> str:
        boxes = (
            "<div>ADVERTISEMENT</div>",
            f"<div>WATCH: {_HEADLINES[4]}</div><div>01:34</div>",
            f"<div>SEE ALSO: {_HEADLINES[6]}</div>",
            "<div>— Foreign Ministry (@mfa_example) October 3, 2019</div>",
            "<div>Story continues below advertisement</div>",
            f"<div>READ MORE: {_HEADLINES[7]}</div>",
        )
        return boxes[n % len(boxes)]

    return f"""<div>We value your privacy</div><p>We and our partners store or access information on
    devices, such as cookies, and process personal data for personalised ads and content.</p>
    <div>MORE OPTIONS</div><div>AGREE</div><div>Trending:</div>{_links(_pick(rng, _HEADLINES, 4))}
    <div>OPINION</div><h1>{piece.title}</h1><div>{piece.author}, Contributor</div>
    <div>{piece.date}</div><div>Share</div><div>284 comments</div>
    <figure><figcaption>{_caption(rng)}</figcaption></figure>{_text(piece, insert)}
    <div>Get our free morning briefing</div><div>Your email</div><div>Sponsored Links by Taboola</div>
    {_links(("Seniors in your area are getting these hearing aids", "Forget the gym, do this"))}
    <div>Do you agree with {piece.author}? Have your say in the comments below.</div>
    <div>Comments</div>{
        "".join(
            f"<div>{n}</div><div>{k}d ago</div><p>{r}</p>"
            for k, (n, r) in enumerate(zip(_NAMES[3:6], _READERS), start=1)
        )
    }"""


def journal(piece: Piece, rng: Random) -> str:
    """A journal’s web page: abstract, subheadings within, a list of references, how to cite."""

    def insert(n: int) -> str:
        heads = ("A bargain and its price", "", "What the neighbours see", "", "The road ahead", "")
        return f"<h2 data-article>{heads[n]}</h2>" if n < len(heads) and heads[n] else ""

    refs = "".join(
        f"<p>{name.split()[-1]}, {name[0]}. (201{n}). {head}. {piece.outlet}, {n}(2), pp. 1{n}–2{n}.</p>"
        for n, (name, head) in enumerate(zip(_NAMES[:5], _HEADLINES[8:]), start=1)
    )
    return f"""<div>{piece.outlet} Vol. 12, No. 3 (Summer 2019)</div><div>ISSN 1302-177X</div>
    <h1>{piece.title}</h1><div>{piece.author}</div><div>{piece.date}</div><div>DOI: 10.1000/x.2019.12</div>
    <div>Download PDF</div>{_text(piece, insert)}<h2>References</h2>{refs}
    <div>How to cite this article</div><p>{piece.author} ({piece.date[-4:]}). {piece.title}.
    {piece.outlet}, 12(3).</p><div>Citations: 7</div><div>Article metrics</div>"""


def newspaper(piece: Piece, rng: Random) -> str:
    """A liberal newspaper: standfirst, contribution box in its own voice, letters line."""
    return f"""<nav>{
        _links(("News", "Opinion", "Sport", "Culture", "Lifestyle", "Show more"))
    }</nav>
    <div>{piece.author}</div><h1>{piece.title}</h1><p data-article>{html.escape(_deck(piece))}</p>
    <div>{piece.date} 07.00 BST</div><div>Last modified on {piece.date} 15.43 BST</div>
    <div>Share</div>{
        _text(
            piece,
            lambda n: f"<div>{_HEADLINES[9]}</div><div>Read more</div>" if n == 0 else "",
        )
    }
    <ul><li>{piece.author} writes on Turkish politics</li><li>Do you have an opinion on the issues
    raised in this article? If you would like to submit a response of up to 300 words by email to be
    considered for publication in our letters section, please click here.</li></ul>
    <div>Explore more on these topics</div>{_links(("Turkey", "Russia", "comment"))}
    <p>I hope you appreciated this article. Before you move on, I wanted to ask whether you could
    support our journalism. From Elon Musk to the Murdochs, a small number of billionaire owners have a
    powerful hold on so much of the information that reaches the public. We have no billionaire owner.</p>
    <div>Reuse this content</div><div>Most viewed</div>{_links(_pick(rng, _HEADLINES, 6))}"""


def dispatch(piece: Piece, rng: Random) -> str:
    """A brief of an institute: issue line, title, text with bold leads, publication box, archive."""
    return f"""<div>Publication: Eurasia Monitor Volume: 16 Issue: 112</div><div>By: {piece.author}</div>
    <div>{piece.date} 05:12 PM Age: 3 years</div><h1>{piece.title}</h1>
    <div>(Source: {_OUTLETS[1]})</div>{_text(piece)}<div>RELATED ARTICLES</div>
    {"".join(f"<h4>{a}</h4><div>Executive Summary: {b}</div>" for a, b in zip(_HEADLINES[2:6], _BLURBS))}
    <div>Category: Eurasia Monitor, Foreign Policy, Home Page, Turkey</div>
    <footer>{piece.outlet} Foundation, 1310 L Street NW, Suite 810. Phone: (202) 000 0000</footer>"""


def _thread(rng: Random, count: int) -> str:
    """A long thread of comments, some of them whole paragraphs of prose."""
    long = (
        "I have lived in both countries for more than ten years, and what I see is not what you "
        "describe. People on the street do not care about the straits or about the missiles. They "
        "care about the price of bread, and about whether their sons will be sent to a war that "
        "nobody has explained to them. Perhaps the author should go and ask them before he writes "
        "another column of this kind, which we have now been reading for years.",
        "The comparison with the 1990s is wrong. At that time Ankara had no army in Syria and "
        "Moscow had no money. To say that nothing has changed since is to say that one has not "
        "looked. But of course this paper will print whatever its owners want to see in print.",
    )
    parts = []
    for n in range(count):
        name = _NAMES[int(rng.integers(len(_NAMES)))]
        pool = _READERS if n % 3 else long
        parts.append(
            f"<div>{name}</div><div>{n + 2} years ago</div>{_p(pool[n % len(pool)])}"
            f"<div>{n} ↑ {n // 2} ↓ Reply · Share</div>"
        )
    return "\n".join(parts)


def _cards(rng: Random, count: int) -> str:
    """Cards of other stories: a headline, a sentence or two, a name, a day."""
    return "".join(
        f"<div><h3>{head}</h3><p>{_BLURBS[n % 5]} {_BLURBS[(n + 2) % 5]}</p><div>{_NAMES[n % 10]}</div>"
        f"<div>{n + 3} May 2024</div></div>"
        for n, head in enumerate(_pick(rng, _HEADLINES, count))
    )


def forum_paper(piece: Piece, rng: Random) -> str:
    """A paper with a loud readership: a third of the page are comments, some of them long."""
    return f"""<div>E-Paper | Wednesday, 4 March</div><nav>{_links(("Latest", "Opinion", "Region"))}</nav>
    <h1>{piece.title}</h1><p>{piece.author} | Published {piece.date} | Updated about 6 years ago</p>
    <div>0</div><div>Listen to article</div><div>1x 1.2x 1.5x</div>{_text(piece)}
    <p>The writer is a former diplomat.</p><p>{piece.author.split()[0].lower()}@post.example</p>
    <p>Published in {piece.outlet}, {piece.date}</p><div>Opinion</div>{_cards(rng, 3)}
    <div>Comments (9) Closed</div>{_thread(rng, 9)}<div>Newest first</div>{_cards(rng, 4)}"""


def portal(piece: Piece, rng: Random) -> str:
    """A portal: the article is the smaller part between cards of other stories."""
    return f"""<div>Live</div>{_cards(rng, 4)}<div>Analysis | Diplomacy</div><h1>{piece.title}</h1>
    <h2 data-article>{html.escape(_deck(piece))}</h2><div>{piece.author}</div><div>{piece.date}</div>
    <div>{rng.integers(3, 9)} min</div><figure><figcaption>{_caption(rng)}</figcaption></figure>
    {_text(piece)}<div>What to read next</div>{_cards(rng, 6)}<div>Editor’s choice</div>
    {_cards(rng, 5)}<p>Stay informed: our editors choose the ten stories that matter and send them
    every morning at six.</p><div>I want it</div>"""


def podcast_institute(piece: Piece, rng: Random) -> str:
    """An institute with events, a long biography, and a statement about itself."""
    return f"""<div>Upcoming event</div><p>Join us on 12 May for a discussion of the Black Sea with former
    ministers and officers. Registration is required.</p><h1>{piece.title}</h1>
    <div>{piece.date} • Expert Comment • {piece.author}</div>{_text(piece)}
    <h4>{piece.author}</h4><p>{piece.author} joined {piece.outlet} in 2014 after a career in journalism
    that took in Cairo, Tbilisi and Moscow. The author of two books, {piece.author.split()[-1]} speaks
    four languages, advises several governments, and appears regularly on radio and television.</p>
    <p>{piece.outlet} is an independent institute that was founded in 1954. Our mission is to help
    build a secure and prosperous region through dialogue, research and new ideas.</p>
    <div>Podcast</div>{_cards(rng, 3)}<div>Support the institute</div>
    <p>Your gift pays for research that nobody else pays for.</p>"""


def mobile(piece: Piece, rng: Random) -> str:
    """A page for telephones: no blank lines, the name of the site between paragraphs."""
    lines = "".join(
        f"<div data-article>{html.escape(p)}</div>" + ("<div>Ad</div>" if n % 2 else "")
        for n, p in enumerate(piece.paragraphs)
    )
    return f"""<div>☰ {piece.outlet}</div><div>{piece.title}</div><div>{piece.outlet}</div>
    <div>{piece.date}, 11:20</div><div>{piece.title}</div><div>Text: {piece.author}</div>{lines}
    <div>Author: {piece.author}</div><div>#Turkey #Russia #Idlib</div><div>👍 12 👎 3</div>
    <div>More on the subject</div>{"".join(f"<div>{h}</div>" for h in _pick(rng, _HEADLINES, 6))}
    <div>To the home page</div><div>Full version</div>"""


def archive(piece: Piece, rng: Random) -> str:
    """A stored copy: the line of the store on top, menus in three languages, dead widgets."""
    return f"""<div>The Wayback copy of this page was made on 3 May 2022 11:04:51</div>
    {_links(("Türkçe", "Русский", "English", "العربية"))}<div>Weather Ankara 12° Moscow -3°</div>
    <div>USD 8.21 EUR 9.60 Gold 478</div><h1>{piece.title}</h1>
    <div>{piece.date.upper()} {rng.integers(10, 23)}:05</div><div>A+ A-</div><div>{piece.author}</div>
    {_text(piece)}<div>This news was read 1,203 times.</div><div>Warning! Comments that contain
    insults, or are written in capital letters, are not approved.</div><div>Name</div>
    <div>Other articles of the author</div>{_links(_HEADLINES[:6])}<div>Horoscope</div><p>A quiet day
    awaits you. Somebody from your past may write, and you should answer only after some thought.</p>
    <div>Namaz times</div>"""


def essay_site(piece: Piece, rng: Random) -> str:
    """A site for essays: an editors’ introduction, a long biography, a plea in many sentences."""
    return f"""<div>Essay</div><h1>{piece.title}</h1><div>{piece.author}</div><p><em>Editors’ note: This
    essay is part of our series on the Black Sea, for which we asked ten writers to look back at ten
    years.</em></p>{_text(piece)}<div>∎</div><p><em>{piece.author} teaches history at a university
    in Ankara and is at work on a book about the straits.</em></p><p>Before you go: this magazine has no
    advertisements and no owner. Everything in it is paid for by people like you who think that long
    texts are worth the time. If you are one of them, please give what you can today.</p>
    <div>One-time Monthly Yearly</div>{_cards(rng, 3)}"""


# The first were looked at while the cleaner was being improved; the last were not (see RESULTS.md).
SITES: tuple[Callable[[Piece, Random], str], ...] = (
    broadcaster, capital_daily, institute, magazine, wordpress, letter, agency, monitor, scanned,
    aggregator, tabloid, journal, newspaper, dispatch,
)  # fmt: skip
HELD_BACK: tuple[Callable[[Piece, Random], str], ...] = (
    forum_paper, portal, podcast_institute, mobile, archive, essay_site,
)  # fmt: skip


def make_source(
    site: Callable[[Piece, Random], str], article: Any, seed: int, *, short: bool = False
) -> str:
    """Write a page around an article, as HTML.

    Parameters
    ----------
    site
        One of `SITES`.
    article
        An article of the panel.
    seed
        Chooses byline, outlet, captions, and what stands beside the text.
    short
        Whether every sentence is a paragraph of its own, as in many newspapers.
    """
    rng = np.random.default_rng(seed)
    day = f"{_pick(rng, ('March', 'July', 'October'), 1)[0]} {rng.integers(1, 28)}, {article.year}"
    paragraphs = tuple(" ".join(paragraph.split()) for paragraph in article.paragraphs)
    if short:
        paragraphs = tuple(
            sentence
            for text in paragraphs
            for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z“])", text)
        )
    piece = Piece(
        html.escape(article.title),
        _pick(rng, _NAMES, 1)[0],
        day,
        _pick(rng, _OUTLETS, 1)[0],
        paragraphs,
    )
    return f"<html><body>{site(piece, rng)}</body></html>"


def make_page(
    site: Callable[[Piece, Random], str], article: Any, seed: int, *, short: bool = False
) -> tuple[list[str], str]:
    """Give a page of `make_source` as the lines of a paste, and the text that belongs to it."""
    from lxml import html as parser

    from toolkit.ingest.rendering import rendered

    source = make_source(site, article, seed, short=short)
    tree = parser.document_fromstring(source)
    truth = " ".join(node.text_content() for node in tree.iterfind(".//*[@data-article]"))
    return rendered(source), truth
