"""The words of a decision: for an official and for the person it concerns, English and Vietnamese.

A reason stores a message id and plain arguments, never a sentence, so that an order kept for years
can still be read out in either language. Citizens are told what to do, why, and until when, and
are never blamed.
"""

LANGUAGES = ("en", "vi")
AUDIENCES = ("official", "citizen")

MEASURE_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "hospital": "isolation and treatment in hospital",
        "facility": "quarantine at a medical or quarantine facility",
        "home": "quarantine at home under supervision",
        "station": "quarantine at the commune's health station",
        "advice": "advice and watching one's own health",
        "none": "no measure",
    },
    "vi": {
        "hospital": "cách ly, điều trị tại bệnh viện",
        "facility": "cách ly tại cơ sở y tế hoặc khu cách ly tập trung",
        "home": "cách ly tại nhà có giám sát",
        "station": "cách ly tại trạm y tế xã, phường",
        "advice": "khuyến cáo và tự theo dõi sức khỏe",
        "none": "không áp dụng biện pháp",
    },
}

CONDITION_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "cough_or_fever": "cough or fever",
        "tested_negative": "negative test after the symptoms or the exposure",
        "tested_positive": "positive test",
        "protected": "fully vaccinated or recovered, as the directive counts it",
        "home_qualifies": "the home has a separate, airy room",
        "other_symptoms": "other symptoms",
        "vaccinated_full": "all doses of the vaccine",
        "pregnant": "pregnancy",
        "needs_carer": "needs a carer",
    },
    "vi": {
        "cough_or_fever": "ho hoặc sốt",
        "tested_negative": "xét nghiệm âm tính sau khi có triệu chứng hoặc sau phơi nhiễm",
        "tested_positive": "xét nghiệm dương tính",
        "protected": "đã tiêm đủ liều vắc xin hoặc đã khỏi bệnh theo quy định",
        "home_qualifies": "nhà có phòng riêng, thoáng khí",
        "other_symptoms": "triệu chứng khác",
        "vaccinated_full": "đã tiêm đủ liều vắc xin",
        "pregnant": "đang mang thai",
        "needs_carer": "cần người chăm sóc",
    },
}

HEADLINES: dict[str, dict[str, str]] = {
    "en": {
        "hospital": "Please go to hospital with the health workers. Doctors will look after you "
        "there, and your treatment comes first.",
        "facility": "Please stay at a quarantine facility for a while. Staff will look after you, "
        "and this protects your family.",
        "home": "Please stay at home in your own room. Health workers will call on you and help "
        "you.",
        "station": "Please stay at your commune's health station for a while. Staff will look "
        "after you there.",
        "advice": "You may stay at home and go on with your day. Please watch your health and keep "
        "some distance from others.",
        "none": "You need not do anything at present. Thank you for your help.",
    },
    "vi": {
        "hospital": "Mời ông/bà đến bệnh viện cùng nhân viên y tế. Tại đó các bác sĩ sẽ chăm sóc "
        "và điều trị cho ông/bà.",
        "facility": "Mời ông/bà ở khu cách ly một thời gian. Nhân viên y tế sẽ chăm sóc ông/bà, và "
        "việc này bảo vệ gia đình ông/bà.",
        "home": "Mời ông/bà ở nhà, trong phòng riêng của mình. Nhân viên y tế sẽ đến thăm hỏi và "
        "giúp đỡ ông/bà.",
        "station": "Mời ông/bà ở trạm y tế xã, phường một thời gian. Nhân viên y tế tại đó sẽ chăm "
        "sóc ông/bà.",
        "advice": "Ông/bà có thể ở nhà và sinh hoạt bình thường. Xin ông/bà theo dõi sức khỏe và "
        "giữ khoảng cách với mọi người.",
        "none": "Hiện ông/bà không phải thực hiện biện pháp nào. Xin cảm ơn ông/bà đã hợp tác.",
    },
}

_ROLES: dict[str, tuple[str, str, str, str]] = {
    "level.0": (
        "F0: confirmed case.",
        "F0: ca bệnh xác định.",
        "A test has found the virus in you.",
        "Xét nghiệm cho thấy ông/bà đã nhiễm vi rút.",
    ),
    "level.1": (
        "F1: close contact of a confirmed case.",
        "F1: người tiếp xúc gần với ca bệnh xác định.",
        "You were near a person who has the virus.",
        "Ông/bà đã ở gần một người nhiễm vi rút.",
    ),
    "level.2": (
        "F2: contact of an F1.",
        "F2: người tiếp xúc với F1.",
        "You were near a person who was near someone with the virus.",
        "Ông/bà đã ở gần một người từng tiếp xúc với người nhiễm vi rút.",
    ),
    "level.3": (
        "F3: contact of an F2.",
        "F3: người tiếp xúc với F2.",
        "You are three steps away from a person who has the virus. Your risk is low.",
        "Ông/bà cách người nhiễm vi rút ba bước tiếp xúc. Nguy cơ của ông/bà thấp.",
    ),
    "level.further": (
        "F{level}: further away than the directives reach.",
        "F{level}: xa hơn phạm vi các văn bản quy định.",
        "You are far away from the person who has the virus. Your risk is very low.",
        "Ông/bà cách xa người nhiễm vi rút. Nguy cơ của ông/bà rất thấp.",
    ),
}

_REASONS: dict[str, tuple[str, str, str, str]] = {
    "placement": (
        "The directive {document} prescribes for F{level}: {measure}.",
        "Văn bản {document} quy định đối với F{level}: {measure}.",
        "This follows the rule now in force: {document}.",
        "Căn cứ quy định hiện hành: {document}.",
    ),
    "condition": (
        "Condition met: {condition}.",
        "Điều kiện được đáp ứng: {condition}.",
        "We took this into account: {condition}.",
        "Chúng tôi đã xem xét: {condition}.",
    ),
    "condition.presumed": (
        "Presumed until it is known: {condition}.",
        "Tạm coi là có cho đến khi xác minh: {condition}.",
        "To be safe we plan for this until you have answered: {condition}.",
        "Để an toàn, trong lúc chờ ông/bà trả lời, chúng tôi tạm tính: {condition}.",
    ),
    "home.qualifies": (
        "The home has a separate, airy room.",
        "Nhà có phòng riêng, thoáng khí.",
        "Your home has a separate, airy room for you.",
        "Nhà ông/bà có phòng riêng, thoáng khí.",
    ),
    "home.fails": (
        "The home has no separate, airy room; instead of it: {measure}.",
        "Nhà không có phòng riêng, thoáng khí; thay bằng: {measure}.",
        "At home there is no separate, airy room for you, so we offer you another place.",
        "Nhà ông/bà chưa có phòng riêng, thoáng khí nên chúng tôi bố trí nơi khác cho ông/bà.",
    ),
    "home.unknown": (
        "It is not known whether the home has a separate, airy room; until it is: {measure}.",
        "Chưa rõ nhà có phòng riêng, thoáng khí hay không; tạm thời: {measure}.",
        "We have not yet seen whether your home has a separate, airy room for you.",
        "Chúng tôi chưa rõ nhà ông/bà có phòng riêng, thoáng khí hay không.",
    ),
    "ends": (
        "Last exposure {last_day}, {days} days counted from it ({document}): ends at 24:00 of "
        "{end_day}.",
        "Phơi nhiễm lần cuối ngày {last_day}, cộng {days} ngày ({document}): kết thúc lúc 24 giờ "
        "ngày {end_day}.",
        "It ends at midnight at the close of {end_day}: {days} days after you were last near the "
        "risk, on {last_day}.",
        "Thời gian này kết thúc lúc 24 giờ ngày {end_day}, tức {days} ngày sau lần cuối ông/bà có "
        "nguy cơ, ngày {last_day}.",
    ),
    "ends.presumed": (
        "The last exposure is not known. Until it is, {days} days count from {last_day} "
        "({document}): 24:00 of {end_day}.",
        "Chưa rõ ngày phơi nhiễm cuối. Tạm tính {days} ngày từ {last_day} ({document}): đến 24 giờ "
        "ngày {end_day}.",
        "We do not know yet when you were last at risk. For now we count to the close of "
        "{end_day}; it "
        "may be sooner.",
        "Chúng tôi chưa rõ lần cuối ông/bà có nguy cơ là khi nào nên tạm tính đến hết ngày "
        "{end_day}; có thể sẽ sớm hơn.",
    ),
    "ends.clearance": (
        "No fixed end: until clearance.",
        "Không ấn định ngày kết thúc: đến khi được xác nhận hết cách ly.",
        "It ends as soon as you are well and your tests are negative.",
        "Thời gian này kết thúc ngay khi ông/bà khỏe và xét nghiệm âm tính.",
    ),
    "tests": (
        "Tests due: {days_due}.",
        "Lấy mẫu xét nghiệm: {days_due}.",
        "We will test you on: {days_due}.",
        "Chúng tôi sẽ lấy mẫu xét nghiệm cho ông/bà vào: {days_due}.",
    ),
    "monitoring": (
        "The quarantine ended at 24:00 of {quarantine_end}; {days} days of watching the health "
        "follow ({document}), to 24:00 of {end_day}.",
        "Hết cách ly lúc 24 giờ ngày {quarantine_end}; tiếp tục theo dõi sức khỏe {days} ngày "
        "({document}), đến 24 giờ ngày {end_day}.",
        "Your quarantine is over. Please watch your health until the close of {end_day}.",
        "Ông/bà đã hết cách ly. Xin ông/bà tự theo dõi sức khỏe đến hết ngày {end_day}.",
    ),
    "over": (
        "The time was over at 24:00 of {end_day} ({document}).",
        "Đã hết thời gian lúc 24 giờ ngày {end_day} ({document}).",
        "Your time was over at the close of {end_day}.",
        "Thời gian của ông/bà đã hết vào cuối ngày {end_day}.",
    ),
    "cleared": (
        "Cleared on {cleared_day}; no exposure and no positive specimen since.",
        "Đã được xác nhận hết cách ly ngày {cleared_day}; từ đó không có phơi nhiễm hay mẫu dương "
        "tính mới.",
        "You were cleared on {cleared_day}.",
        "Ông/bà đã được xác nhận an toàn ngày {cleared_day}.",
    ),
    "sources.cleared": (
        "All persons with a qualifying contact are cleared: {persons}.",
        "Tất cả những người là nguồn tiếp xúc đã được xác nhận an toàn: {persons}.",
        "The people through whom you were at risk have been found free of the virus.",
        "Những người mà qua đó ông/bà có nguy cơ đã được xác định không nhiễm vi rút.",
    ),
    "sources.waiting": (
        "Released when these are cleared: {persons}.",
        "Được giải tỏa khi những người sau được xác nhận an toàn: {persons}.",
        "It can end sooner: as soon as the people near you are found free of the virus.",
        "Thời gian này có thể kết thúc sớm hơn, khi những người ông/bà tiếp xúc được xác định "
        "không nhiễm vi rút.",
    ),
    "missing": (
        "Not decided: {facts} unknown. Possible: {measures}. The safest is proposed until then.",
        "Chưa kết luận: chưa rõ {facts}. Có thể: {measures}. Tạm đề xuất biện pháp an toàn nhất.",
        "To find what is best for you, please tell us: {questions}",
        "Để chọn cách tốt nhất cho ông/bà, xin cho biết: {questions}",
    ),
    "no_directive": (
        "No directive with the rule {rule} is in force for {unit} on {day}: issue one or load it.",
        "Không có văn bản nào quy định “{rule}” còn hiệu lực tại {unit} ngày {day}: cần ban hành "
        "hoặc nhập văn bản.",
        "The office is still deciding what applies. We will tell you as soon as we know.",
        "Cơ quan chức năng đang xem xét. Chúng tôi sẽ báo ngay cho ông/bà khi có quyết định.",
    ),
    "not_named": (
        "The directive {document} says nothing of F{level}.",
        "Văn bản {document} không quy định đối với F{level}.",
        "Nothing is asked of people as far from the risk as you.",
        "Người cách xa nguồn nguy cơ như ông/bà không phải thực hiện biện pháp nào.",
    ),
}

MESSAGES: dict[str, tuple[str, str, str, str]] = _ROLES | _REASONS
"""Message id → official English, official Vietnamese, citizen English, citizen Vietnamese."""

PROVISIONAL: dict[tuple[str, str], str] = {
    ("official", "en"): "Provisional, facts are missing: ",
    ("official", "vi"): "Tạm thời, còn thiếu thông tin: ",
    ("citizen", "en"): "We still need to hear from you. Until then, to be safe: ",
    ("citizen", "vi"): "Chúng tôi cần ông/bà cho biết thêm. Trong lúc chờ, để an toàn: ",
}
"""What comes before the measure while it is undetermined."""

FACT_WORDS: dict[str, tuple[str, str, str]] = {
    "level": (
        "bậc tiếp xúc",
        "How did you come near the infected person?",
        "Ông/bà đã tiếp xúc với người nhiễm như thế nào?",
    ),
    "first_exposure": (
        "thời điểm phơi nhiễm đầu",
        "When were you first near the infected person?",
        "Lần đầu ông/bà ở gần người nhiễm là khi nào?",
    ),
    "last_exposure": (
        "thời điểm phơi nhiễm cuối",
        "When were you last near the infected person?",
        "Lần cuối ông/bà ở gần người nhiễm là khi nào?",
    ),
    "cough": ("ho", "Do you have a cough?", "Ông/bà có bị ho không?"),
    "fever": ("sốt", "Do you have a fever?", "Ông/bà có bị sốt không?"),
    "other_symptoms": (
        "triệu chứng khác",
        "Do you feel ill in any other way?",
        "Ông/bà có dấu hiệu khác của bệnh không?",
    ),
    "onset_on": (
        "ngày khởi phát",
        "On which day did you first feel ill?",
        "Ông/bà thấy không khỏe từ ngày nào?",
    ),
    "test_result": (
        "kết quả xét nghiệm",
        "What did your last test say?",
        "Kết quả xét nghiệm gần nhất của ông/bà là gì?",
    ),
    "specimen_on": (
        "ngày lấy mẫu",
        "On which day was your sample taken?",
        "Mẫu xét nghiệm của ông/bà được lấy ngày nào?",
    ),
    "home_qualifies": (
        "điều kiện nhà ở",
        "Is there a separate, airy room for you alone at home?",
        "Nhà ông/bà có phòng riêng, thoáng khí để ở một mình không?",
    ),
    "vaccinated_full": (
        "tiêm đủ liều vắc xin",
        "Have you had all doses of the vaccine?",
        "Ông/bà đã tiêm đủ liều vắc xin chưa?",
    ),
    "last_dose_on": (
        "ngày tiêm mũi cuối",
        "On which day was your last dose?",
        "Ông/bà tiêm mũi gần nhất ngày nào?",
    ),
    "recovered_on": (
        "ngày khỏi bệnh",
        "If you have had Covid-19: on which day were you declared well?",
        "Nếu đã từng mắc Covid-19: ông/bà được công bố khỏi bệnh ngày nào?",
    ),
    "cleared": (
        "xác nhận hết cách ly",
        "When were you cleared?",
        "Ông/bà được xác nhận hết cách ly khi nào?",
    ),
    "began": (
        "thời điểm bắt đầu cách ly",
        "When did your quarantine begin?",
        "Ông/bà bắt đầu cách ly khi nào?",
    ),
    "age": ("tuổi", "How old are you?", "Ông/bà bao nhiêu tuổi?"),
    "pregnant": ("mang thai", "Are you pregnant?", "Bà có đang mang thai không?"),
    "needs_carer": (
        "cần người chăm sóc",
        "Do you need someone to look after you?",
        "Ông/bà có cần người chăm sóc không?",
    ),
    "place_of_stay": ("nơi lưu trú", "Where are you staying?", "Ông/bà đang lưu trú ở đâu?"),
    "source_cleared": (
        "kết quả của người là nguồn tiếp xúc",
        "Have the people through whom you were at risk been found free of the virus?",
        "Những người mà qua đó ông/bà có nguy cơ đã được xác định không nhiễm vi rút chưa?",
    ),
}
"""Fact → its Vietnamese label, and how to ask a person for it in English and in Vietnamese."""
