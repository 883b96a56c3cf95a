-- Small tables of the shapes of TPC-H, TPC-DS and ClickBench, made by integer arithmetic alone.
CREATE TABLE region AS
SELECT i::INTEGER AS r_regionkey, (['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'])[i + 1] AS r_name,
  'comment ' || i AS r_comment FROM range(5) r(i);
CREATE TABLE nation AS
SELECT i::INTEGER AS n_nationkey,
  (['ALGERIA', 'ARGENTINA', 'BRAZIL', 'CANADA', 'EGYPT', 'ETHIOPIA', 'FRANCE', 'GERMANY', 'INDIA', 'INDONESIA', 'IRAN', 'IRAQ',
    'JAPAN', 'JORDAN', 'KENYA', 'MOROCCO', 'MOZAMBIQUE', 'PERU', 'CHINA', 'ROMANIA', 'SAUDI ARABIA', 'VIETNAM', 'RUSSIA',
    'UNITED KINGDOM', 'UNITED STATES'])[i + 1] AS n_name,
  ([0, 1, 1, 1, 4, 0, 3, 3, 2, 2, 4, 4, 2, 4, 0, 0, 0, 1, 2, 3, 4, 2, 3, 3, 1])[i + 1]::INTEGER AS n_regionkey
FROM range(25) r(i);
CREATE TABLE supplier AS
SELECT (i + 1)::INTEGER AS s_suppkey, 'Supplier#' || lpad((i + 1)::VARCHAR, 9, '0') AS s_name, 'street ' || i AS s_address,
  ((i * 7) % 25)::INTEGER AS s_nationkey, (10 + (i * 7) % 25) || '-555-' || lpad(((i * 131) % 10000)::VARCHAR, 4, '0') AS s_phone,
  ((i * 7919) % 1000000 / 100 - 999)::DECIMAL(15, 2) AS s_acctbal,
  CASE WHEN i % 9 = 4 THEN 'the Customer said Complaints' ELSE 'carefully' END AS s_comment
FROM range(40) r(i);
CREATE TABLE customer AS
SELECT (i + 1)::INTEGER AS c_custkey, 'Customer#' || lpad((i + 1)::VARCHAR, 9, '0') AS c_name, 'avenue ' || i AS c_address,
  ((i * 11) % 25)::INTEGER AS c_nationkey, (10 + (i * 11) % 25) || '-555-' || lpad(((i * 57) % 10000)::VARCHAR, 4, '0') AS c_phone,
  ((i * 104729) % 1100000 / 100 - 999)::DECIMAL(15, 2) AS c_acctbal,
  (['AUTOMOBILE', 'BUILDING', 'FURNITURE', 'MACHINERY', 'HOUSEHOLD'])[i % 5 + 1] AS c_mktsegment, 'note ' || (i % 13) AS c_comment
FROM range(600) r(i);
CREATE TABLE part AS
SELECT (i + 1)::INTEGER AS p_partkey,
  (['green', 'almond', 'forest', 'blush', 'ivory'])[i % 5 + 1] || ' ' || (['linen', 'peru', 'azure'])[i % 3 + 1] AS p_name,
  'Manufacturer#' || (i % 5 + 1) AS p_mfgr, 'Brand#' || (i % 5 + 1) || (i % 4 + 1) AS p_brand,
  (['PROMO', 'STANDARD', 'ECONOMY', 'MEDIUM'])[i % 4 + 1] || ' ' || (['ANODIZED', 'BRUSHED', 'POLISHED'])[i % 3 + 1] || ' '
    || (['STEEL', 'BRASS', 'TIN', 'COPPER'])[i % 4 + 1] AS p_type,
  (i % 50 + 1)::INTEGER AS p_size, (['SM', 'MED', 'LG', 'JUMBO'])[i % 4 + 1] || ' ' || (['CASE', 'BOX', 'PACK', 'PKG', 'BAG'])[i % 5 + 1] AS p_container,
  (900 + (i % 1000) / 10)::DECIMAL(15, 2) AS p_retailprice
FROM range(400) r(i);
CREATE TABLE partsupp AS
SELECT (i // 4 + 1)::INTEGER AS ps_partkey, ((i * 13 + i // 4) % 40 + 1)::INTEGER AS ps_suppkey,
  ((i * 37) % 9999)::INTEGER AS ps_availqty, ((i * 271) % 100000 / 100)::DECIMAL(15, 2) AS ps_supplycost
FROM range(1600) r(i);
CREATE TABLE orders AS
SELECT (i * 4 + 1)::INTEGER AS o_orderkey, ((i * 17) % 400 + 1)::INTEGER AS o_custkey, (['F', 'O', 'P'])[i % 3 + 1] AS o_orderstatus,
  ((i * 48611) % 40000000 / 100)::DECIMAL(15, 2) AS o_totalprice, DATE '1992-01-01' + ((i * 31) % 2400)::INTEGER AS o_orderdate,
  (['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'])[i % 5 + 1] AS o_orderpriority, 0 AS o_shippriority,
  CASE WHEN i % 17 = 3 THEN 'special packages requests' ELSE 'quickly ' || (i % 7) END AS o_comment
FROM range(3000) r(i);
CREATE TABLE lineitem AS
SELECT ((i // 4) * 4 + 1)::INTEGER AS l_orderkey, ((i * 23) % 400 + 1)::INTEGER AS l_partkey, ((i * 29) % 40 + 1)::INTEGER AS l_suppkey,
  (i % 4 + 1)::INTEGER AS l_linenumber, (i % 50 + 1)::DECIMAL(15, 2) AS l_quantity,
  ((i * 6151) % 9500000 / 100 + 900)::DECIMAL(15, 2) AS l_extendedprice, (i % 11 / 100)::DECIMAL(15, 2) AS l_discount,
  (i % 9 / 100)::DECIMAL(15, 2) AS l_tax, (['A', 'N', 'R'])[i % 3 + 1] AS l_returnflag, (['F', 'O'])[i % 2 + 1] AS l_linestatus,
  DATE '1992-01-01' + (((i // 4) * 31) % 2400 + i % 90)::INTEGER AS l_shipdate,
  DATE '1992-01-01' + (((i // 4) * 31) % 2400 + i % 60 + 20)::INTEGER AS l_commitdate,
  DATE '1992-01-01' + (((i // 4) * 31) % 2400 + i % 90 + i % 30)::INTEGER AS l_receiptdate,
  (['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'])[i % 4 + 1] AS l_shipinstruct,
  (['AIR', 'AIR REG', 'MAIL', 'SHIP', 'TRUCK', 'RAIL', 'FOB'])[i % 7 + 1] AS l_shipmode
FROM range(12000) r(i);
CREATE TABLE date_dim AS
SELECT (i + 1)::INTEGER AS d_date_sk, DATE '1998-01-01' + i::INTEGER AS d_date, year(d_date)::INTEGER AS d_year, month(d_date)::INTEGER AS d_moy,
  quarter(d_date)::INTEGER AS d_qoy, dayname(d_date) AS d_day_name, (i // 7)::INTEGER AS d_week_seq FROM range(1461) r(i);
CREATE TABLE item AS
SELECT (i + 1)::INTEGER AS i_item_sk, 'ITEM' || lpad(i::VARCHAR, 6, '0') AS i_item_id, (['Books', 'Music', 'Home', 'Sports', 'Shoes'])[i % 5 + 1] AS i_category,
  'class' || (i % 17) AS i_class, 'brand' || (i % 23) AS i_brand, (i % 97 + 1)::INTEGER AS i_manufact_id, ((i * 331) % 10000 / 100)::DECIMAL(7, 2) AS i_current_price
FROM range(500) r(i);
CREATE TABLE store AS
SELECT (i + 1)::INTEGER AS s_store_sk, 'store ' || i AS s_store_name, (['TN', 'GA', 'OH', NULL])[i % 4 + 1] AS s_state, (i % 3)::INTEGER AS s_market_id FROM range(12) r(i);
CREATE TABLE store_sales AS
SELECT ((i * 7) % 1461 + 1)::INTEGER AS ss_sold_date_sk, ((i * 13) % 500 + 1)::INTEGER AS ss_item_sk, ((i * 3) % 12 + 1)::INTEGER AS ss_store_sk,
  CASE WHEN i % 29 = 0 THEN NULL ELSE ((i * 19) % 300 + 1)::INTEGER END AS ss_customer_sk, (i // 3)::INTEGER AS ss_ticket_number,
  (i % 100 + 1)::INTEGER AS ss_quantity, ((i * 773) % 20000 / 100)::DECIMAL(7, 2) AS ss_sales_price, ((i * 1553) % 30000 / 100)::DECIMAL(7, 2) AS ss_list_price,
  CASE WHEN i % 31 = 0 THEN NULL ELSE ((i * 991) % 20000 / 100 - 60)::DECIMAL(7, 2) END AS ss_net_profit
FROM range(20000) r(i);
CREATE TABLE store_returns AS
SELECT ((i * 11) % 1461 + 1)::INTEGER AS sr_returned_date_sk, ((i * 65) % 500 + 1)::INTEGER AS sr_item_sk, ((i * 95) % 300 + 1)::INTEGER AS sr_customer_sk,
  ((i * 5) // 3)::INTEGER AS sr_ticket_number, ((i * 3) % 12 + 1)::INTEGER AS sr_store_sk, ((i * 613) % 9000 / 100)::DECIMAL(7, 2) AS sr_return_amt
FROM range(2000) r(i);
CREATE TABLE hits AS
SELECT (i * 7919)::BIGINT AS WatchID, (i % 3)::SMALLINT AS JavaEnable, CASE WHEN i % 5 = 0 THEN '' ELSE 'Title ' || (i % 40) END AS Title,
  TIMESTAMP '2013-07-01' + to_seconds((i * 271) % 2678400) AS EventTime, EventTime::DATE AS EventDate, (i % 60)::INTEGER AS CounterID,
  ((i * 131) % 500)::BIGINT AS UserID, CASE WHEN i % 3 = 0 THEN 'http://example.org/google/' || (i % 90) ELSE 'http://example.com/p/' || (i % 200) END AS URL,
  CASE WHEN i % 4 = 0 THEN '' ELSE 'http://www.site' || (i % 25) || '.org/x' END AS Referer, (i % 230)::INTEGER AS RegionID, (i % 15 * 100)::SMALLINT AS ResolutionWidth,
  (i % 90)::SMALLINT AS MobilePhone, CASE WHEN i % 6 = 0 THEN 'phone ' || (i % 12) ELSE '' END AS MobilePhoneModel, (i % 20)::SMALLINT AS TraficSourceID,
  (i % 9)::SMALLINT AS AdvEngineID, CASE WHEN i % 2 = 0 THEN '' ELSE 'phrase ' || (i % 77) END AS SearchPhrase, (i % 7)::SMALLINT AS SearchEngineID,
  (i % 2)::SMALLINT AS IsRefresh, (i % 4)::SMALLINT AS DontCountHits, ((i * 37) % 1000)::BIGINT AS URLHash, (i % 1000)::INTEGER AS ClientIP,
  (i % 5 * 200)::INTEGER AS WindowClientWidth, (i % 3 * 300)::INTEGER AS WindowClientHeight, (i % 2)::SMALLINT AS IsLink, (i % 11)::SMALLINT AS IsDownload
FROM range(20000) r(i);
CREATE TABLE mixed AS
SELECT i::INTEGER AS id, CASE WHEN i % 7 = 0 THEN NULL ELSE i % 10 END::TINYINT AS tiny, (i * 100003)::BIGINT AS big, (i::HUGEINT * 10000000000000000000) AS huge,
  (i * 1.37)::DECIMAL(12, 3) AS dec, CASE WHEN i % 11 = 0 THEN NULL ELSE i / 7 END::DOUBLE AS num, (i / 3)::FLOAT AS small, i % 2 = 0 AS flag,
  CASE WHEN i % 13 = 0 THEN '' WHEN i % 17 = 0 THEN NULL ELSE 'tëxt ' || (i % 25) || ' 😀' END AS txt, DATE '2000-02-27' + i::INTEGER AS d,
  TIMESTAMP '2000-01-01 00:00:00.123456' + to_minutes(i * 97) AS ts, TIME '00:00:00' + to_seconds(i * 61) AS t, to_days(i::INTEGER) + to_hours(i) AS iv,
  [i, i + 1, NULL] AS list, {'a': i, 'b': 'k' || (i % 3)} AS rec, MAP {'k' || (i % 4): i} AS m, (['low', 'mid', 'high'])[i % 3 + 1]::ENUM('low', 'mid', 'high') AS level,
  encode('b' || i) AS blob, md5(i::VARCHAR)::UUID AS u
FROM range(1, 400) r(i);
