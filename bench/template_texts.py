"""Templates of news, in our own words, for `bench.template_set`.

`{slots}` are filled; a slot whose name begins with a capital is the subject, which can come back on another day.
"(a|b)" is one of these; a sentence that begins with "?" is there or not. `more`: what a longer telling adds, with "|"
between its sentences.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of news."""

    name: str
    headline: str
    other_headline: str
    sentences: tuple[str, ...]
    more: str


TUNED = (
    Template(
        "earnings",
        "{Firm}: quarterly earnings at a glance",
        "{Firm} (beats|misses) forecasts with its quarter",
        (
            "{Firm} on {weekday} reported (net income|a profit) of ${decimal1} million for its latest quarter.",
            "The {Town}-based company said it earned {number1} cents per share.",
            "The results (beat|missed|met) the expectations of Wall Street.",
            "?Three analysts had expected {number2} cents per share on average.",
            "The company posted revenue of ${decimal2} million in the period.",
            "?{Firm} shares have (risen|fallen) {number3} percent since the year began.",
            "This report was made by a machine from data of the exchange.",
        ),
        "Its chief executive, {Person}, said orders had been steady.|The board kept its outlook for the year.",
    ),
    Template(
        "quake",
        "Magnitude {decimal1} quake hits near {Town}, {Country}",
        "Tremor felt in {Town}",
        (
            "A magnitude {decimal1} earthquake hit near {Town}, {Country}, on {weekday}, the geological survey said.",
            "The quake struck at {clock1} local time at a depth of {number1} kilometres.",
            "There were no (immediate|early) reports of damage or injuries.",
            "?The survey said that aftershocks were likely in the coming days.",
            "?No tsunami warning was issued by the Pacific Tsunami Warning Center.",
        ),
        "Residents of {Town} ran into the streets, local radio said.|Schools in {Town} stayed shut for the day.",
    ),
    Template(
        "obituary",
        "{person1}, {number1}, of {town1}",
        "Obituary: {person1}",
        (
            "{person1}, {number1}, of {town1}, (died|passed away) on {weekday} at {town2} Hospital.",
            "Born in {town3}, the (child|eldest child) of {person2} and {person3}, {person1} worked for {firm}.",
            "{person1} was a member of the First Church and loved gardening and the company of friends.",
            "Survivors include {small} children and {number2} grandchildren.",
            "A funeral service will be held at the First Church in {town1}.",
            "?In lieu of flowers, gifts may be made to the hospice.",
        ),
        "The family thanks the nurses of {town2} Hospital.|Burial will follow in the churchyard.",
    ),
    Template(
        "warning",
        "Flood warning issued for {Town} County",
        "River rises in {Town} County",
        (
            "The National Weather Service issued a flood warning on {weekday} for {Town} County until {clock1}.",
            "(Up to|Between 2 and) {small1} inches of rain have fallen, and more is expected.",
            "Places that will see flooding include {Town1} and {Town2}.",
            "Turn around, do not drown when you meet flooded roads.",
            "?Most deaths by flood happen in vehicles.",
            "?Do not walk or drive through water that moves.",
        ),
        "The bridge in {Town1} was closed to cars.|A shelter was opened in the school of {Town2}.",
    ),
    Template(
        "shares",
        "{Firm} shares close (higher|lower)",
        "Market wrap: {Firm}",
        (
            "Shares of {Firm} closed {decimal1} percent (higher|lower) at {decimal2} crowns on {weekday}.",
            "The stock opened at {decimal3} crowns on the Oslo exchange.",
            "Volume was (above|below) the average of the last 30 days.",
            "The main index (rose|fell) by {decimal4} percent.",
            "?Analysts have a target price of {decimal5} crowns on average.",
        ),
        "Traders spoke of a quiet day.|The firm reports its quarter next month.",
    ),
    Template(
        "match",
        "{club1} beat {club2}",
        "{club1} take the points against {club2}",
        (
            "{club1} beat {club2} {small1}-1 on {weekday} in front of {large1} spectators.",
            "{person1} (scored twice|opened the scoring) in the first half.",
            "{club2} had {person2} sent off after {number1} minutes.",
            "{club1} are now (first|third|fifth) in the table with {number2} points.",
            "?{club2} play {club3} next.",
        ),
        "The coach of {club1} praised his defenders.|{club2} have not won since the winter break.",
    ),
    Template(
        "lottery",
        "Winning numbers for {weekday}'s draw",
        "Lottery: nobody takes the jackpot",
        (
            "The winning numbers in {weekday} evening's drawing of the Cash Five game were:",
            "{number1}, {number2}, {number3}, {number4} and {number5}, bonus ball {small1}.",
            "The estimated jackpot was ${large1},000.",
            "{large2} players won smaller prizes.",
            "?Tickets are sold until {clock1} on the day of the draw.",
        ),
        "A ticket that was sold in {town1} won ${large3}.|The next draw has a higher jackpot.",
    ),
    Template(
        "traffic",
        "Crash closes lane on the A{number1} near {town1}",
        "Delays near {town1}",
        (
            "A crash (between two cars|of a lorry) has closed one lane of the A{number1} near {town1}.",
            "Police were called at {clock1} on {weekday}.",
            "Drivers are told to expect delays of {number2} minutes between {town1} and {town2}.",
            "Nobody was badly hurt, the ambulance service said.",
            "?Motorists are advised to use other routes.",
        ),
        "The lane towards {town2} was open again by the evening.|A driver was taken to hospital.",
    ),
)
HELD_OUT = (
    Template(
        "filing",
        "{person1} sells shares of {Firm}",
        "Insider sale at {Firm}",
        (
            "{Firm} director {person1} sold {large1} shares of the company on {date}, a filing shows.",
            "The shares were sold at an average price of ${decimal1}, for a total of ${large2},000.",
            "After the transaction, {person1} (owns|holds) {large3} shares directly.",
            "The sale was disclosed in a document filed with the Securities and Exchange Commission.",
            "?Shares of {Firm} opened at ${decimal2} on {weekday}.",
        ),
        "The company did not comment.|Two other directors sold shares this year.",
    ),
    Template(
        "appointment",
        "{firm1} names {person1} as finance chief",
        "New finance chief at {firm1}",
        (
            "{firm1} has appointed {person1} as its chief financial officer, it (said|announced) on {weekday}.",
            "{person1} joins from {firm2}, where the manager spent {number1} years.",
            "{person1} succeeds {person2}, who retires at the end of the quarter.",
            "The appointment takes effect on the first day of next month.",
            "?The company is based in {town1} and employs {large1} people.",
        ),
        "The chairman said the search took half a year.|Analysts welcomed the choice.",
    ),
    Template(
        "air",
        "Air quality in {Town} is (poor|moderate)",
        "Haze over {Town}",
        (
            "The air quality index in {Town} stood at {number1} on {weekday} morning, the pollution board said.",
            "Fine dust was measured at {number2} micrograms per cubic metre at the station in {Town1}.",
            "The board expects values between {number3} and {number4} for the next day.",
            "An index below 50 is good, while values above 200 are poor.",
            "?Children and older people should stay indoors.",
        ),
        "Winds from the north are forecast.|Two brick kilns were told to stop.",
    ),
    Template(
        "homes",
        "Home in {town1} sells for ${large1},000",
        "Sold in {town1}",
        (
            "{person1} and {person2} bought a home in {town1} from {person3} for ${large1},000.",
            "The sale of the house was recorded on {date}.",
            "Built in 19{number1}, the house has {large2} square feet and {small1} bedrooms.",
            "It stands on a lot of {decimal1} acres.",
            "?Other homes have recently changed hands nearby.",
        ),
        "Prices in {town1} have risen for three years.|The house was listed in the spring.",
    ),
    Template(
        "missing",
        "Police look for missing teenager from {town1}",
        "Have you seen {person1}?",
        (
            "Police are appealing for help to find {person1}, 1{small1}, who is missing from {town1}.",
            "{person1} was last seen at {clock1} on {weekday} in {town2}.",
            "The teenager is described as {number1} kilos, slim, with (brown|black) hair.",
            "Officers are growing concerned for the teenager's welfare.",
            "Anyone with information is asked to call 101 and quote reference {large1}.",
        ),
        "The family has asked for privacy.|Search dogs were used near {town2}.",
    ),
    Template(
        "rates",
        "Crown (gains|slips) against the euro",
        "Currencies: quiet trade in the crown",
        (
            "The crown traded at {decimal1} to the euro on {weekday}, compared with {decimal2} a day earlier.",
            "Against the dollar it stood at {decimal3}.",
            "The yield of ten-year government bonds was {decimal4} percent.",
            "Dealers said that volumes were thin ahead of data.",
            "?The central bank set its reference rate at {decimal5}.",
        ),
        "Exporters sold foreign money.|A fund bought bonds in the afternoon.",
    ),
    Template(
        "results",
        "{person1} wins seat of {Town}",
        "{Town} has voted",
        (
            "{person1} of the Farmers' Party has won the assembly seat of {Town} by {large1} votes.",
            "{person2} of the Workers' League came second with {large2} votes.",
            "Turnout in {Town} was {decimal1} percent, the election commission said.",
            "{number1} candidates stood in the constituency.",
            "?In the last election, the seat went to {person3}.",
        ),
        "Supporters danced in front of the counting hall.|The loser asked for a recount.",
    ),
    Template(
        "fire",
        "Crews tackle fire at (house|barn|flat) in {town1}",
        "Smoke seen over {town1}",
        (
            "Fire crews were called to a fire at a building in {town1} at {clock1} on {weekday}.",
            "Engines from {town2} and {town3} were sent, and {number1} firefighters put the fire out.",
            "One person was treated for the effects of smoke, the fire service said.",
            "The cause of the fire is being investigated.",
            "?Residents were asked to keep windows and doors closed.",
        ),
        "The roof fell in.|Neighbours gave the family a bed for the night.",
    ),
)
"""Not looked at when lines were chosen."""
