import json, pytest
from datetime import timedelta
from tests.web.factories import NOW, SYSTEM
from tests.web.measures.worlds import make_tree, say
from vungxanh.terms import Measure
from vungxanh.web.measures import actions
from vungxanh.web.measures.printing.documents import document
pytestmark = pytest.mark.django_db
def test_try(units):
    units.truc_bach.name="Trúc Bạch"; units.truc_bach.save()
    tree = make_tree(units)
    for p,n,s,b in ((tree.near,"Nguyễn Thị Hư Cấu","female",1990),(tree.far,"Trần Văn Giả Định","male",1985)):
        p.name=n; p.sex=s; p.birth_year=b; p.residence="Số 1 phố Không Có Thật, phường Trúc Bạch, quận Ba Đình, Hà Nội"; p.phone="0900000000"; p.identity_number="001090000000"; p.save()
    a=tree.order(tree.near); 
    actions.confirm([a],actor=SYSTEM,now=NOW)
    b=tree.order(tree.far)
    a.refresh_from_db(); 
    docs=[document(o,language=l) for o in (a,b) for l in ("vi","en")]
    json.dump(docs,open('/tmp/doc.json','w'))
