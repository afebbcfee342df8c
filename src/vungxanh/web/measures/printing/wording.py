"""The words of the official form, in Vietnamese and in English.

They stand here and not among the page's translations: a document may be asked for in either
language, whatever the page speaks. The arrangement follows Decree 30/2020/NĐ-CP on clerical work.
"""

from dataclasses import dataclass

LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """What the form says in one language; {names} are filled in."""

    state: str
    motto: str
    committee: str
    number: str
    dated: str
    undated: str
    titles: dict[str, str]
    subjects: dict[str, str]
    signatory: str
    basis: str
    request: str
    enacts: dict[str, str]
    articles: tuple[str, ...]
    why: str
    whom: dict[str, str]
    what: dict[str, str]
    moment: str
    last_moment: str
    from_to: str
    open_end: str
    report: dict[str, str]
    site_unknown: str
    changed: str
    no_ground: str
    recipients: tuple[str, ...]
    recipients_title: str
    sign_here: str
    marks: dict[str, str]


VIETNAMESE = Words(
    state="Cộng hòa xã hội chủ nghĩa Việt Nam",
    motto="Độc lập - Tự do - Hạnh phúc",
    committee="Ủy ban nhân dân",
    number="Số: {number}/{kind}-UBND",
    dated="{place}, ngày {day} tháng {month} năm {year}",
    undated="{place}, ngày … tháng … năm …",
    titles={"order": "Quyết định", "advice": "Thông báo", "release": "Quyết định"},
    subjects={
        "hospital": "Về việc cách ly, điều trị tại bệnh viện",
        "facility": "Về việc cách ly y tế tập trung",
        "home": "Về việc cách ly y tế tại nhà",
        "station": "Về việc cách ly y tế tại trạm y tế",
        "advice": "Về việc theo dõi sức khỏe",
        "none": "Về việc kết thúc biện pháp đang áp dụng",
    },
    signatory="Chủ tịch",
    basis="Căn cứ {document};",
    request="Xét yêu cầu phòng, chống dịch {outbreak},",
    enacts={"order": "Quyết định:", "advice": "Thông báo:", "release": "Quyết định:"},
    articles=("Điều 1.", "Điều 2.", "Điều 3.", "Điều 4."),
    why="Lý do:",
    whom={
        "name": "Họ và tên",
        "code": "Mã số",
        "sex": "Giới tính",
        "born": "Năm sinh",
        "identity": "Số CMND/CCCD/hộ chiếu",
        "phone": "Điện thoại",
        "residence": "Nơi cư trú",
        "level": "Diện",
    },
    what={
        "order": "Áp dụng biện pháp {measure} đối với ông/bà:",
        "advice": "Đề nghị ông/bà có tên dưới đây thực hiện: {measure}.",
        "release": "Kết thúc biện pháp đang áp dụng đối với ông/bà:",
    },
    moment="{hour} giờ {minute} ngày {date}",
    last_moment="24 giờ ngày {date}",
    from_to="Thời gian: từ {start} đến {end}.",
    open_end="Thời gian: từ {start} đến khi được xác nhận hết cách ly.",
    report={
        "hospital": "Nơi thực hiện: {site}. Nhân viên y tế sẽ đưa ông/bà đến đó.",
        "facility": "Nơi thực hiện: {site}. Nhân viên y tế sẽ đưa ông/bà đến đó.",
        "home": "Nơi thực hiện: {site}. Liên hệ khi cần: trạm y tế {unit}.",
        "station": "Nơi trình diện và thực hiện: {site}.",
        "advice": "Khi có ho, sốt hoặc thấy không khỏe, ông/bà báo ngay cho trạm y tế {unit}.",
        "none": "Khi có ho, sốt hoặc thấy không khỏe, ông/bà báo ngay cho trạm y tế {unit}.",
    },
    site_unknown="cán bộ {unit} sẽ thông báo cho ông/bà",
    changed="Cán bộ phụ trách đã xem xét riêng trường hợp của ông/bà: {reason}",
    no_ground="Qua rà soát, ông/bà không còn thuộc diện tiếp xúc phải áp dụng biện pháp.",
    recipients=("Ông/bà có tên tại Điều 1;", "Trạm y tế {unit};", "Lưu: hồ sơ phòng, chống dịch."),
    recipients_title="Nơi nhận:",
    sign_here="(Ký, đóng dấu, ghi rõ họ tên)",
    marks={
        "proposed": "DỰ THẢO – chưa có hiệu lực",
        "ended": "Không còn hiệu lực từ {moment}",
        "rejected": "Không được ban hành",
        "withdrawn": "Không được ban hành",
        "fictional": "Người trong văn bản này là nhân vật hư cấu (dữ liệu minh họa).",
    },
)

ENGLISH = Words(
    state="Socialist Republic of Viet Nam",
    motto="Independence - Freedom - Happiness",
    committee="People's Committee",
    number="No. {number}/{kind}-UBND",
    dated="{place}, {day} {month} {year}",
    undated="{place}, …",
    titles={"order": "Decision", "advice": "Notice", "release": "Decision"},
    subjects={
        "hospital": "on isolation and treatment in hospital",
        "facility": "on quarantine at a facility",
        "home": "on quarantine at home",
        "station": "on quarantine at the health station",
        "advice": "on watching one's own health",
        "none": "on the end of the measure in force",
    },
    signatory="Chairperson",
    basis="Under {document};",
    request="In view of the response to {outbreak},",
    enacts={"order": "It is decided:", "advice": "Notice is given:", "release": "It is decided:"},
    articles=("Article 1.", "Article 2.", "Article 3.", "Article 4."),
    why="Reasons:",
    whom={
        "name": "Name",
        "code": "Code",
        "sex": "Sex",
        "born": "Born",
        "identity": "Identity or passport number",
        "phone": "Telephone",
        "residence": "Address",
        "level": "Level",
    },
    what={
        "order": "The measure of {measure} applies to:",
        "advice": "The person named below is asked for: {measure}.",
        "release": "The measure in force ends for:",
    },
    moment="{hour}:{minute} on {date}",
    last_moment="24:00 of {date}",
    from_to="Time: from {start} to {end}.",
    open_end="Time: from {start} until clearance.",
    report={
        "hospital": "Place: {site}. Health workers will take you there.",
        "facility": "Place: {site}. Health workers will take you there.",
        "home": "Place: {site}. For any question: the health station of {unit}.",
        "station": "Where to report and stay: {site}.",
        "advice": "If you cough, have a fever or feel ill, call the health station of {unit}.",
        "none": "If you cough, have a fever or feel ill, call the health station of {unit}.",
    },
    site_unknown="the officers of {unit} will tell you",
    changed="The officer in charge looked at your own case: {reason}",
    no_ground="On review you are no longer a contact to whom a measure applies.",
    recipients=(
        "The person named in Article 1;",
        "The health station of {unit};",
        "File: epidemic prevention.",
    ),
    recipients_title="Copies to:",
    sign_here="(Signature, seal, full name)",
    marks={
        "proposed": "DRAFT – not in force",
        "ended": "No longer in force since {moment}",
        "rejected": "Not issued",
        "withdrawn": "Not issued",
        "fictional": "The person in this document is invented (demonstration data).",
    },
)

WORDS: dict[str, Words] = {"vi": VIETNAMESE, "en": ENGLISH}

PLACES: dict[str, dict[str, str]] = {
    "vi": {"home": "nơi cư trú ghi tại Điều 1", "station": "trạm y tế {unit}"},
    "en": {"home": "the address in Article 1", "station": "the health station of {unit}"},
}
"""Where it is, if no site is named."""

STANDING: dict[str, tuple[str, ...]] = {
    "vi": (
        "F0 (ca bệnh xác định)",
        "F1 (người tiếp xúc gần với ca bệnh)",
        "F2 (người tiếp xúc với F1)",
        "F3 (người tiếp xúc với F2)",
    ),
    "en": (
        "F0 (confirmed case)",
        "F1 (close contact of a case)",
        "F2 (contact of an F1)",
        "F3 (contact of an F2)",
    ),
}
"""What each level is."""

SEXES: dict[str, dict[str, str]] = {
    "vi": {"female": "nữ", "male": "nam"},
    "en": {"female": "female", "male": "male"},
}
